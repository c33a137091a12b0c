package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is refused a folder leaves the lock of whoever has it as it is. */
class FolderLockTest {
  @TempDir Path folder;

  /** What another process does: tries to lock files, and says which it could. */
  public static final class Other {
    private Other() {}

    public static void main(String[] files) throws IOException {
      for (String file : files) {
        try (FileChannel channel =
            FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          System.out.println(channel.tryLock() != null);
        }
      }
    }
  }

  private List<String> anotherProcessCanLock() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.resolve("segments.lock").toString()));
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(file -> file.getFileName().toString().equals("lock"))
          .forEach(file -> command.add(file.toString()));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().toList();
  }

  @Test
  void a_second_runtime_that_is_refused_does_not_let_another_process_in() throws Exception {
    VectorFolder vectors = VectorFolder.take(folder, "model", true).orElseThrow();
    SegmentFolder segments = SegmentFolder.take(folder, true).orElseThrow();

    assertThat(VectorFolder.take(folder, "model", true)).isEmpty();
    assertThat(SegmentFolder.take(folder, true)).isEmpty();
    VectorFolder.sweep(folder, "the next model");
    assertThat(SegmentFolder.take(folder.resolve("../" + folder.getFileName()), true)).isEmpty();

    assertThat(anotherProcessCanLock()).containsExactly("false", "false");
    vectors.close();
    segments.close();
    assertThat(anotherProcessCanLock()).containsExactly("true", "true");
    Optional<VectorFolder> again = VectorFolder.take(folder, "model", true);
    assertThat(again).isPresent();
    again.orElseThrow().close();
  }

  @Test
  void a_folder_that_cannot_be_read_is_let_go() throws Exception {
    VectorFolder.take(folder, "model", true).orElseThrow().close();
    Path its;
    try (Stream<Path> all = Files.list(folder)) {
      its = all.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    // What is left over and cannot be deleted, not even by root.
    Path left = Files.createDirectories(its.resolve("left/over"));

    assertThat(VectorFolder.take(folder, "model", true)).isEmpty();

    Files.delete(left);
    Files.delete(its.resolve("left"));
    VectorFolder.take(folder, "model", true).orElseThrow().close();
  }
}
