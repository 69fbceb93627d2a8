/**
 * Tensor operations beside those of other libraries, checked and then timed in turns.
 *
 * {@snippet lang = "java":
 * Task task = Task.named("softmax 64x64");
 * Work work = new GatunEngine().prepare(task).orElseThrow();
 * work.run(10);
 * task.require(work.result());
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.ops;
