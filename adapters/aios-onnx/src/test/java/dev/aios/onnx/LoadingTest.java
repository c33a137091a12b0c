package dev.aios.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
    assertThat(output).contains("384 components, asked []");
  }

  /** Loads a model and tells whom the process wanted to ask meanwhile. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) {
      List<URI> asked = new CopyOnWriteArrayList<>();
      ProxySelector.setDefault(
          new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
              asked.add(uri);
              return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException error) {}
          });
      int components = OnnxEmbedder.allMiniLmL6V2().embedQuestion("Who is there?").length;
      System.out.println(components + " components, asked " + asked);
    }
  }
}
