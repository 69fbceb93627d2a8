package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // names that are there
class ModuleTest {
    private Scope scope;

    /** A module with a child, a parameter and a buffer of its own, registered out of order. */
    private static final class Net extends Layer {
        final Linear fc1 = child("fc1", new Linear(8, 16));
        final Buffer mean = buffer("mean", Tensor.zeros(3));

        {
            buffer("table", Tensor.zeros(2), false);
        }

        final Buffer steps = buffer("steps", Tensor.scalar(0L));
        final Parameter gain = parameter("gain", Tensor.ones(3));
        final Linear fc2 = child("fc2", new Linear(16, 3, false));

        @Override
        protected Tensor forward(Tensor x) {
            return fc2.apply(fc1.apply(x).relu()).mul(gain.tensor()).add(mean.tensor());
        }
    }

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void namesStandInPyTorchsOrder() {
        Net net = new Net();
        assertThat(net.stateDict().keySet())
                .containsExactly("gain", "mean", "steps", "fc1.weight", "fc1.bias", "fc2.weight");
        assertThat(net.namedParameters().keySet())
                .containsExactly("gain", "fc1.weight", "fc1.bias", "fc2.weight");
        assertThat(net.parameters()).hasSize(4).allMatch(Tensor::requiresGrad);
        assertThat(net.namedModules().keySet()).containsExactly("", "fc1", "fc2");
        assertThat(net.module("fc2")).isSameAs(net.fc2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.module("fc3.x"))
                .withMessage("module: there is no 'fc3.x' in Net; it has [, fc1, fc2]");
    }

    @Test
    void theOutputIsThatOfTheFormula() {
        Net net = new Net();
        Tensor x = Tensor.randn(5, 8);
        double[][] y = net.apply(x).toDoubleArray2d();
        double[][] in = x.toDoubleArray2d();
        double[][] w1 = net.fc1.weight().tensor().toDoubleArray2d();
        double[] b1 = net.fc1.stateDict().get("bias").toDoubleArray();
        double[][] w2 = net.fc2.weight().tensor().toDoubleArray2d();
        for (int r = 0; r < 5; r++) {
            for (int o = 0; o < 3; o++) {
                double sum = 0;
                for (int h = 0; h < 16; h++) {
                    double hidden = b1[h];
                    for (int i = 0; i < 8; i++) {
                        hidden += in[r][i] * w1[h][i];
                    }
                    sum += w2[o][h] * Math.max(hidden, 0);
                }
                assertThat(y[r][o]).isCloseTo(sum, within(1e-5));
            }
        }
        assertThat(net.fc2.bias()).isNull();
    }

    @Test
    void namesAreChecked() {
        class Twice extends Module {
            Twice(String first, String second) {
                child(first, new Linear(1, 1));
                parameter(second, Tensor.ones(1));
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Twice("a", "a"))
                .withMessage("parameter: Twice has a 'a' already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Twice("a.b", "a"))
                .withMessage("child: a name is not empty and has no dot: 'a.b'");
        assertThatIllegalArgumentException().isThrownBy(() -> new Twice("", "a"));
    }

    @Test
    void noModuleIsInsideItself() {
        class Holder extends Module {
            void hold(Module module) {
                child("held", module);
            }
        }
        Holder outer = new Holder();
        Holder inner = new Holder();
        outer.hold(inner);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inner.hold(outer))
                .withMessage("child: Holder cannot be inside itself, as 'held'");
        assertThatIllegalArgumentException().isThrownBy(() -> inner.hold(inner));
        assertThat(outer.namedModules()).hasSize(2);
    }

    @Test
    void aParameterIsALeafOfAFloatingType() {
        class Holds extends Module {
            Holds(Tensor value) {
                parameter("w", value);
            }
        }
        Tensor leaf = Tensor.ones(2).requiresGrad_(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Holds(leaf.mul(2)))
                .withMessageContaining("'w' was computed")
                .withMessageContaining("detach()");
        assertThatIllegalArgumentException().isThrownBy(() -> new Holds(Tensor.of(1L, 2L)));
    }

    @Test
    void aStateIsLoadedWholeOrNotAtAll() {
        Net net = new Net();
        Net other = new Net();
        other.mean.tensor().fill_(7);
        net.loadStateDict(other.stateDict());
        assertThat(net.fc1.weight().tensor().equal(other.fc1.weight().tensor())).isTrue();
        assertThat(net.mean.tensor().toFloatArray()).containsOnly(7);

        Map<String, Tensor> state = new HashMap<>(other.stateDict());
        state.remove("gain");
        state.put("extra", Tensor.ones(1));
        state.put("fc1.bias", Tensor.ones(15));
        state.put("mean", Tensor.full(9, 3));
        assertThatThrownBy(() -> net.loadStateDict(state))
                .isInstanceOf(StateDictException.class)
                .hasMessage(
                        """
                        loadStateDict: the state does not fit Net
                          missing: gain
                          not of the module: extra
                          of another shape: fc1.bias ([15], here [16])\
                        """);
        assertThatThrownBy(() -> net.loadStateDict(state, false))
                .isInstanceOf(StateDictException.class);
        assertThat(net.mean.tensor().toFloatArray()).containsOnly(7);

        state.remove("fc1.bias");
        try (Scope _ = Scope.open("freed")) {
            state.put("fc2.weight", Tensor.zeros(3, 16));
        }
        assertThatThrownBy(() -> net.loadStateDict(state, false))
                .hasMessageContaining("of a closed scope: fc2.weight");
        assertThat(net.mean.tensor().toFloatArray()).containsOnly(7);

        state.remove("fc2.weight");
        net.loadStateDict(state, false);
        assertThat(net.mean.tensor().toFloatArray()).containsOnly(9);
    }

    @Test
    void aLoadedStateIsConverted() {
        Linear linear = new Linear(2, 2, false);
        linear.loadStateDict(Map.of("weight", Tensor.eye(2, 2, DType.F64)));
        assertThat(linear.weight().tensor().dtype()).isEqualTo(DType.F32);
        assertThat(linear.weight().tensor().toFloatArray()).containsExactly(1, 0, 0, 1);
        assertThat(linear.weight().tensor().requiresGrad()).isTrue();
    }

    @Test
    void anotherTypeKeepsValuesScopeAndWhatIsTrained() {
        Net net = new Net();
        net.fc1.freeze();
        double[] before = net.fc1.weight().tensor().toDoubleArray();
        Tensor old = net.fc1.weight().tensor();
        try (Scope _ = Scope.open("step")) {
            net.to(DType.F64);
        }
        assertThat(net.fc1.weight().tensor().toDoubleArray()).isEqualTo(before);
        assertThat(net.parameters()).allMatch(each -> each.dtype() == DType.F64);
        assertThat(net.parameters()).allMatch(each -> each.scope() == scope);
        assertThat(net.steps.tensor().dtype()).isEqualTo(DType.I64);
        assertThat(net.fc1.parameters()).noneMatch(Tensor::requiresGrad);
        assertThat(net.gain.tensor().requiresGrad()).isTrue();
        assertThatIllegalStateException().isThrownBy(old::sum);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.to(DType.I64))
                .withMessageContaining("floating type");
    }

    @Test
    void modesAndFreezingReachWhatIsInside() {
        Net net = new Net();
        assertThat(net.fc1.isTraining()).isTrue();
        net.eval();
        assertThat(net.isTraining() || net.fc1.isTraining()).isFalse();
        net.train();
        assertThat(net.isTraining() && net.fc1.isTraining()).isTrue();
        net.freeze();
        assertThat(net.apply(Tensor.ones(1, 8)).requiresGrad()).isFalse();
        net.unfreeze();
        assertThat(net.apply(Tensor.ones(1, 8)).requiresGrad()).isTrue();
    }

    @Test
    void gradientsReachEveryParameterAndAreCleared() {
        Net net = new Net();
        net.apply(Tensor.ones(4, 8)).sum().backward();
        assertThat(net.parameters()).allMatch(each -> each.grad() != null);
        net.zeroGrad();
        assertThat(net.parameters()).allMatch(each -> each.grad() == null);
    }

    @Test
    void hooksSeeAndChangeWhatAModuleGives() {
        Linear linear = new Linear(2, 2);
        List<String> seen = new ArrayList<>();
        ForwardHook.Registration first =
                linear.onForward((module, input, output) -> {
                    seen.add(module + " " + input.shape() + " " + output.shape());
                    return output;
                });
        ForwardHook twice = (_, _, output) -> output.mul(2);
        ForwardHook.Registration second = linear.onForward(twice);
        ForwardHook.Registration third = linear.onForward(twice);
        Tensor x = Tensor.ones(5, 2);
        Tensor changed = linear.apply(x);
        second.close();
        second.close();
        Tensor once = linear.apply(x);
        third.close();
        first.close();
        Tensor plain = linear.apply(x);
        assertThat(changed.allClose(plain.mul(4))).isTrue();
        assertThat(once.allClose(plain.mul(2))).isTrue();
        assertThat(seen)
                .containsExactly(
                        "Linear(in_features=2, out_features=2, bias=True) [5, 2] [5, 2]",
                        "Linear(in_features=2, out_features=2, bias=True) [5, 2] [5, 2]");
    }

    @Test
    void sharedWeightsAreOneParameterUnderTwoNames() {
        class Tied extends Layer {
            final Linear in = child("in", new Linear(3, 4, false));
            final Linear out = child("out", new Linear(in.weight()));

            @Override
            protected Tensor forward(Tensor x) {
                return out.apply(x);
            }
        }
        Tied tied = new Tied();
        assertThat(tied.parameters()).hasSize(1);
        assertThat(tied.stateDict().keySet()).containsExactly("in.weight", "out.weight");
        tied.to(DType.F64);
        assertThat(tied.out.weight().tensor()).isSameAs(tied.in.weight().tensor());
    }

    @Test
    void printsAsPyTorchDoes() {
        Map<String, Layer> named = new LinkedHashMap<>();
        named.put("first", new Linear(2, 3));
        named.put("act", Activation.relu());
        assertThat(new Sequential(named))
                .hasToString(
                        """
                        Sequential(
                          (first): Linear(in_features=2, out_features=3, bias=True)
                          (act): ReLU()
                        )\
                        """);
        assertThat(ModuleList.of(3, i -> new Linear(i < 2 ? 1 : 2, 1)))
                .hasToString(
                        """
                        ModuleList(
                          (0-1): 2 x Linear(in_features=1, out_features=1, bias=True)
                          (2): Linear(in_features=2, out_features=1, bias=True)
                        )\
                        """);
        assertThat(Activation.relu()).hasToString("ReLU()");
    }

    @Test
    void theSummaryCountsEachParameterOnce() {
        Net net = new Net();
        net.fc2.freeze();
        assertThat(net.summary())
                .isEqualTo(
                        """
                        module  type    parameters                 numbers
                                Net     gain [3]                         3
                        fc1     Linear  weight [16, 8], bias [16]      144
                        fc2     Linear  weight [3, 16]                  48
                        195 numbers in parameters, 147 of them trained\
                        """);
    }

    @Test
    void startsAsPyTorchsLinearDoes() {
        Linear linear = new Linear(100, 200);
        assertThat(scope.liveBuffers()).isEqualTo(2); // nothing beside the parameters
        double[] w = linear.weight().tensor().toDoubleArray();
        double largest = 0;
        for (double each : w) {
            largest = Math.max(largest, Math.abs(each));
        }
        assertThat(largest).isBetween(0.0999, 0.1);
        assertThat(linear.stateDict().get("bias").abs().max().item()).isBetween(0.05, 0.1);
    }

    @Test
    void anEmptyLinearIsEmpty() {
        assertThat(new Linear(0, 3).apply(Tensor.ones(2, 0)).shape().toString())
                .isEqualTo("[2, 3]");
        assertThat(new Linear(3, 0).apply(Tensor.ones(2, 3)).shape().toString())
                .isEqualTo("[2, 0]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Linear(-1, 3));
    }
}
