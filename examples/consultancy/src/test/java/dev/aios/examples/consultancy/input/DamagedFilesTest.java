package dev.aios.examples.consultancy.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The shipped files with bytes overwritten, cut and repeated: the reader never throws. */
class DamagedFilesTest {
  private static final Path DATA = Path.of("data");

  @Property(tries = 60)
  void no_damage_to_any_file_makes_the_reader_throw(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("damaged");
    try {
      for (Path file : shipped()) {
        Path copy = directory.resolve(DATA.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.write(copy, damage(Files.readAllBytes(file), random));
      }
      Folder folder = Folder.read(directory);
      assertThat(folder.problems()).noneMatch(p -> p.what().startsWith("cannot be read: "));
    } finally {
      delete(directory);
    }
  }

  private static byte[] damage(byte[] bytes, Random random) {
    for (int i = random.nextInt(40); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int from = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : 0;
    int to = random.nextInt(4) == 0 ? from + random.nextInt(bytes.length - from) : bytes.length;
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.walk(DATA)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
