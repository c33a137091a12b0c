package dev.aios.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What loading a model does besides, seen from a process of its own. */
class LoadingTest {
  @Test
  void loading_a_model_asks_nothing_of_the_network(@TempDir Path temp) throws Exception {
    Path told = temp.resolve("told.txt");
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                classes,
                Loading.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(told.toFile());
    child.environment().remove("OPT_OUT_TRACKING");
    Process process = child.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String output = Files.readString(told, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("384 components, 0 sockets");
  }

  /** Loads a model and tells how often the process wanted to reach somebody meanwhile. */
  static final class Loading {
    private Loading() {}

    @SuppressWarnings("deprecation") // nothing else sees every socket of the process
    public static void main(String[] args) throws IOException {
      AtomicInteger sockets = new AtomicInteger();
      Socket.setSocketImplFactory(
          () -> {
            sockets.incrementAndGet();
            throw new IllegalStateException("there is no network here");
          });
      int components = OnnxEmbedder.allMiniLmL6V2().embedQuestion("Who is there?").length;
      System.out.println(components + " components, " + sockets + " sockets");
    }
  }
}
