package dev.gatun;

import dev.gatun.data.ConfusionMatrix;
import dev.gatun.data.Csv;
import dev.gatun.data.DataLoader;
import dev.gatun.data.Dataset;
import dev.gatun.data.NextTokenDataset;
import dev.gatun.data.TensorDataset;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.io.Checkpoint;
import dev.gatun.io.Checkpoints;
import dev.gatun.io.Safetensors;
import dev.gatun.linalg.Pca;
import dev.gatun.linalg.PcaOptions;
import dev.gatun.memory.Scope;
import dev.gatun.nn.ForwardHook;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Parameter;
import dev.gatun.nn.attention.AttentionMask;
import dev.gatun.nn.attention.AttentionOptions;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.nn.attention.KeyValueCache;
import dev.gatun.nn.attention.LanguageModel;
import dev.gatun.nn.attention.LearnedPositions;
import dev.gatun.nn.attention.LlamaConfig;
import dev.gatun.nn.attention.MultiHeadAttention;
import dev.gatun.nn.attention.RotaryEmbedding;
import dev.gatun.nn.attention.SinusoidalPositions;
import dev.gatun.nn.attention.TransformerDecoderLayer;
import dev.gatun.nn.attention.TransformerEncoderLayer;
import dev.gatun.nn.attention.TransformerOptions;
import dev.gatun.nn.recurrent.GRU;
import dev.gatun.nn.recurrent.GRUCell;
import dev.gatun.nn.recurrent.LSTM;
import dev.gatun.nn.recurrent.LSTMCell;
import dev.gatun.nn.recurrent.RNN;
import dev.gatun.nn.recurrent.RNNCell;
import dev.gatun.optim.Adagrad;
import dev.gatun.optim.AdagradOptions;
import dev.gatun.optim.Adam;
import dev.gatun.optim.AdamOptions;
import dev.gatun.optim.Ema;
import dev.gatun.optim.Lion;
import dev.gatun.optim.LionOptions;
import dev.gatun.optim.OneCycle;
import dev.gatun.optim.Optimizer;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.optim.PlateauOptions;
import dev.gatun.optim.RMSprop;
import dev.gatun.optim.RMSpropOptions;
import dev.gatun.optim.ReduceOnPlateau;
import dev.gatun.optim.SGD;
import dev.gatun.optim.SGDOptions;
import dev.gatun.optim.Schedule;
import dev.gatun.optim.Scheduler;
import dev.gatun.reference.Value;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import dev.gatun.text.CharVocabulary;
import dev.gatun.text.Sampler;
import dev.gatun.text.SamplerOptions;
import dev.gatun.text.TextStream;
import dev.gatun.text.TokenStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a valid value of each type that the public API takes. */
final class SimpleValues {
    private static final Map<Class<?>, Supplier<Object>> MAKERS = new HashMap<>();

    private SimpleValues() {}

    private static <T> void make(Class<T> type, Supplier<? extends T> maker) {
        MAKERS.put(type, maker::get);
    }

    static {
        make(Object.class, () -> "key");
        make(String.class, () -> "float32");
        make(Integer.class, () -> 1);
        make(Double.class, () -> 1.0);
        make(Long.class, () -> 1L);
        make(PoolOptions.Fractional.class, () -> PoolOptions.fractional(2).size(1));
        make(Path.class, () -> Path.of("file"));
        make(Buffer.class, () -> ByteBuffer.allocateDirect(64));
        make(MemorySegment.class, () -> Arena.ofAuto().allocate(256, 64));
        makeFunctions();
        make(LSTM.class, () -> new LSTM(2, 2));
        make(LSTMCell.class, () -> new LSTMCell(2, 2));
        make(GRU.class, () -> new GRU(2, 2));
        make(GRUCell.class, () -> new GRUCell(2, 2));
        make(RNN.class, () -> new RNN(2, 2));
        make(RNNCell.class, () -> new RNNCell(2, 2));
        makeTraining();
        makeData();
        make(Linear.class, () -> new Linear(2, 2));
        makeAttention();
        make(ConvOptions.class, () -> ConvOptions.DEFAULT);
        make(Parameter.class, () -> new Linear(2, 2).weight());
        make(Scope.class, Scope::current);
        make(Tensor.class, () -> Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).copy());
        make(Generator.class, () -> new Generator(1));
        make(Safetensors.class, SimpleValues::safetensors);
        make(Checkpoint.class, () -> Checkpoint.at(1).with("name", "value"));
        make(Checkpoints.class, () -> Checkpoints.in(Path.of("file"), 1));
        make(PcaOptions.class, Pca::all);
        make(Pca.class, () -> Pca.all().fit((Tensor) of(Tensor.class)));
        make(PoolOptions.Axis.class, () -> PoolOptions.of(2).height());
        make(Formula.class, () -> Formula.of(Expr.arg(0).mul(2)));
        make(Op.class, () -> (Op) (_, in) -> new Tensor[] {in[0].mul(2)});
        make(Call.class, SimpleValues::call);
        make(Expr.class, () -> Expr.arg(0).exp());
        make(Program.class, () -> Program.of(Expr.arg(0).exp()));
        make(Shape.class, () -> Shape.of(2, 2));
        make(Layout.class, () -> Layout.contiguous(Shape.of(2, 2)));
        make(Slice.class, () -> Slice.ALL);
        make(ShapeException.class, () -> new ShapeException("op", "problem"));
        make(Value.class, () -> Value.of(new int[] {2, 2}, 1, 2, 3, 4));
        make(
                dev.gatun.reference.Optimizer.class,
                () -> new dev.gatun.reference.Optimizer(Value.scalar(1)));
    }

    private static void makeFunctions() {
        make(ForwardHook.class, () -> (ForwardHook) (_, _, output) -> output);
        make(Function.class, () -> (Function<Object[], Object>) in -> in[0]);
        make(IntFunction.class, () -> (IntFunction<Object>) String::valueOf);
        make(UnaryOperator.class, () -> (UnaryOperator<Object>) x -> x);
        make(BinaryOperator.class, () -> (BinaryOperator<Object>) (x, _) -> x);
        make(BiPredicate.class, () -> (BiPredicate<Object, Object>) (_, _) -> true);
        make(Predicate.class, () -> (Predicate<Object>) _ -> true);
        make(Consumer.class, () -> (Consumer<Object>) _ -> {});
        make(DoubleUnaryOperator.class, () -> (DoubleUnaryOperator) x -> x);
        make(DoubleBinaryOperator.class, () -> (DoubleBinaryOperator) (x, _) -> x);
        make(Expr.TernaryOperator.class, () -> (Expr.TernaryOperator) (x, _, _) -> x);
        make(Expr.NaryOperator.class, () -> (Expr.NaryOperator) List::getFirst);
    }

    private static void makeAttention() {
        Gpt2Config config = Gpt2Config.of(2, 2, 2, 1, 1);
        make(AttentionMask.class, AttentionMask::none);
        make(AttentionOptions.class, () -> AttentionOptions.of(2, 1));
        make(MultiHeadAttention.class, () -> new MultiHeadAttention(2, 1));
        make(RotaryEmbedding.class, () -> new RotaryEmbedding(false, 100, 1));
        make(KeyValueCache.class, () -> new KeyValueCache(2, 1, 1, 4, 2));
        make(Gpt2Config.class, () -> config);
        make(LlamaConfig.class, () -> LlamaConfig.of(2, 2, 2, 2, 1, 1, 1));
        make(LanguageModel.class, () -> new Gpt2(config));
        make(TransformerOptions.class, () -> TransformerOptions.of(2, 1));
        make(
                TransformerEncoderLayer.class,
                () -> new TransformerEncoderLayer(TransformerOptions.of(2, 1)));
        make(
                TransformerDecoderLayer.class,
                () -> new TransformerDecoderLayer(TransformerOptions.of(2, 1)));
        make(SinusoidalPositions.class, () -> new SinusoidalPositions(4, 2));
        make(LearnedPositions.class, () -> new LearnedPositions(4, 2));
        make(SamplerOptions.class, SamplerOptions::greedy);
        make(Sampler.class, Sampler::greedy);
        make(TokenStream.class, SimpleValues::tokens);
        make(LongFunction.class, () -> (LongFunction<Object>) String::valueOf);
        make(TextStream.class, () -> new TextStream(tokens(), String::valueOf, 2));
    }

    private static TokenStream tokens() {
        return new TokenStream(x -> x, Sampler.greedy(), Tensor.of(1L));
    }

    private static void makeTraining() {
        make(SGDOptions.class, SGD::options);
        make(AdamOptions.class, Adam::options);
        make(RMSpropOptions.class, RMSprop::options);
        make(AdagradOptions.class, Adagrad::options);
        make(LionOptions.class, Lion::options);
        make(OneCycle.class, () -> Schedule.oneCycle(1, 100));
        make(OneCycle.Momenta.class, () -> new OneCycle.Momenta(0.8, 0.9));
        make(Optimizer.class, SimpleValues::optimizer);
        make(ParameterGroup.class, () -> optimizer().groups().getFirst());
        make(Scheduler.class, () -> new Scheduler(optimizer(), Schedule.warmUp(3)));
        make(PlateauOptions.class, ReduceOnPlateau::options);
        make(
                ReduceOnPlateau.class,
                () -> new ReduceOnPlateau(optimizer(), ReduceOnPlateau.options()));
        make(Ema.class, () -> new Ema(Map.of("w", Tensor.of(1f)), 0.5));
    }

    private static void makeData() {
        make(Dataset.class, () -> new TensorDataset(Tensor.of(1f, 2f)));
        make(TensorDataset.class, () -> new TensorDataset(Tensor.of(1f, 2f)));
        make(NextTokenDataset.class, () -> new NextTokenDataset(Tensor.of(1L, 2L, 3L), 1));
        make(DataLoader.class, () -> DataLoader.of((Dataset) of(Dataset.class), 1));
        make(ConfusionMatrix.class, () -> new ConfusionMatrix(2));
        make(Csv.class, () -> Csv.parse("float32\n1\n", ','));
        make(CharVocabulary.class, () -> CharVocabulary.of("ab"));
    }

    private static Optimizer optimizer() {
        return new SGD(List.of(Tensor.of(1f).requiresGrad_(true)), 0.1);
    }

    private static Safetensors safetensors() {
        try {
            Path file = Files.createTempFile("simple", ".safetensors");
            Safetensors.write(file, Map.of("x", Tensor.ones(1)));
            Safetensors opened = Safetensors.open(file);
            Files.delete(file); // the open file stays
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the library hands to {@link Op#backward}. */
    private static Call call() {
        List<Call> calls = new ArrayList<>();
        Op op =
                new Op() {
                    @Override
                    public Tensor[] forward(Call call, Tensor... inputs) {
                        return new Tensor[] {inputs[0].mul(2)};
                    }

                    @Override
                    public Tensor[] backward(Call call, @Nullable Tensor... upstream) {
                        calls.add(call);
                        return new Tensor[] {upstream[0]};
                    }
                };
        Tensor x = Tensor.of(1.0).requiresGrad_(true);
        Gradients.of(op.apply(x).sum(), x);
        return calls.getFirst();
    }

    /** A value of the type of a parameter. */
    static Object of(Type type) {
        return switch (type) {
            case Class<?> plain -> ofClass(plain);
            case GenericArrayType array -> arrayOf(array.getGenericComponentType());
            case TypeVariable<?> variable -> of(variable.getBounds()[0]);
            case WildcardType any -> of(any.getUpperBounds()[0]);
            case ParameterizedType generic -> ofGeneric(generic);
            default -> throw new AssertionError(type);
        };
    }

    private static Object ofGeneric(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] of = type.getActualTypeArguments();
        if (raw == List.class) {
            return new ArrayList<>(List.of(of(of[0]), of(of[0])));
        }
        return raw == Map.class ? new HashMap<>(Map.of(of(of[0]), of(of[1]))) : ofClass(raw);
    }

    private static Object arrayOf(Type element) {
        Object first = of(element);
        Class<?> type = element instanceof Class<?> plain ? plain : first.getClass();
        Object array = Array.newInstance(type, 2);
        Array.set(array, 0, first);
        Array.set(array, 1, of(element));
        return array;
    }

    private static Object ofClass(Class<?> type) {
        Supplier<Object> maker = MAKERS.get(type);
        if (maker != null) {
            return maker.get();
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == Object[].class) {
            return new float[][] {{1, 2}, {3, 4}};
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive()
                    ? numbers(type.getComponentType())
                    : arrayOf(type.getComponentType());
        }
        if (type.isPrimitive()) {
            return type == boolean.class ? (Object) true : Array.get(numbers(type), 1);
        }
        if (type.isRecord()) {
            return ofRecord(type);
        }
        // An interface: the type that implements it.
        for (Class<?> each : MAKERS.keySet()) {
            if (type.isAssignableFrom(each)) {
                return MAKERS.get(each).get();
            }
        }
        return ofClass(type.getPermittedSubclasses()[0]);
    }

    private static Object ofRecord(Class<?> type) {
        Constructor<?> canonical = type.getDeclaredConstructors()[0];
        Object[] arguments = new Object[canonical.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = of(canonical.getGenericParameterTypes()[i]);
        }
        try {
            return canonical.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    /** 0 and 1, which are axes, and a shape with no elements. */
    private static Object numbers(Class<?> type) {
        Object array = Array.newInstance(type, 2);
        if (type == boolean.class) {
            return array;
        }
        Object one =
                switch (type.getName()) {
                    case "byte" -> (byte) 1;
                    case "char" -> (char) 1;
                    case "short" -> (short) 1;
                    case "int" -> 1;
                    case "long" -> 1L;
                    case "float" -> 1f;
                    default -> 1.0;
                };
        Array.set(array, 1, one);
        return array;
    }
}
