package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * jvector compares vectors by the processor's vector instructions where the JVM lends them (from
 * JDK 20 on, with {@code jdk.incubator.vector}), and without them elsewhere.
 */
class VectorSimdTest {
  /** Prints what some questions find. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      KeptVectors vectors = new KeptVectors(Path.of("unused"));
      VectorIndex index = new VectorIndex(500, Runnable::run);
      for (int i = 0; i < 3_000; i++) {
        index.add(i, vectors.vector());
      }
      for (int i = 0; i < 50; i++) {
        System.out.println("FOUND " + Arrays.toString(index.nearest(vectors.vector(), 10, 100)));
      }
    }
  }

  private static List<String> found(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return printed.lines().filter(line -> line.startsWith("FOUND")).toList();
  }

  @Test
  void with_and_without_vector_instructions_the_same_is_found() throws Exception {
    List<String> without = found();

    assertThat(without).hasSize(50);
    assertThat(found("--add-modules", "jdk.incubator.vector")).isEqualTo(without);
  }
}
