package dev.aios.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules on the source files of every module: adapters, examples and benchmarks too. */
class SourcesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MOST_LINES = 400;

  /** Files that may be longer, up to the lines named, and why. */
  private static final Map<String, Allowed> LONG = Map.of();

  private record Allowed(int lines, String why) {}

  private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports\\s+([\\w.]+)\\s*(;|to)");
  private static final Pattern INTERNAL =
      Pattern.compile(
          "\\bdev\\.aios\\.(\\w+)\\.[\\w.]*?\\binternal\\b|\\bdev\\.aios\\.(\\w+)\\.internal\\b");

  static List<Path> source_roots() {
    try (Stream<Path> found =
        Files.find(ROOT, 3, (path, its) -> Files.exists(path.resolve("src/main/java")))) {
      return found.map(module -> module.resolve("src/main/java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> filesIn(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_module_is_looked_at() {
    assertThat(source_roots().stream().map(root -> ROOT.relativize(root).toString()))
        .contains(
            "aios-api/src/main/java",
            "aios-core/src/main/java",
            "aios-memory/src/main/java",
            "aios-governance/src/main/java",
            "aios-testkit/src/main/java",
            "adapters/aios-onnx/src/main/java",
            "examples/consultancy/src/main/java");
  }

  @ParameterizedTest
  @MethodSource("source_roots")
  void every_package_says_what_it_is_and_is_null_marked(Path root) {
    Set<String> faults = new TreeSet<>();
    for (Path file : filesIn(root)) {
      Path info = file.resolveSibling("package-info.java");
      boolean inPackage = !file.getParent().equals(root);
      if (inPackage && (!Files.exists(info) || !saysWhatItIs(read(info)))) {
        faults.add(ROOT.relativize(file.getParent()).toString());
      }
    }
    assertThat(faults).as("packages without a described, @NullMarked package-info").isEmpty();
  }

  private static boolean saysWhatItIs(String info) {
    return info.contains("@NullMarked")
        && Pattern.compile("/\\*\\*.*\\w{3,}.*?\\*/", Pattern.DOTALL).matcher(info).find();
  }

  @Test
  void a_file_that_is_too_long_has_a_reason() {
    Map<String, String> faults = new TreeMap<>();
    Set<String> unneeded = new TreeSet<>(LONG.keySet());
    for (Path root : source_roots()) {
      for (Path file : filesIn(root)) {
        String name = ROOT.relativize(file).toString();
        long lines = read(file).lines().count();
        Allowed allowed = LONG.getOrDefault(name, new Allowed(MOST_LINES, "short"));
        if (lines > MOST_LINES) {
          unneeded.remove(name);
        }
        if (lines > allowed.lines()) {
          faults.put(
              name, lines + " lines, " + allowed.lines() + " allowed (" + allowed.why() + ")");
        }
      }
    }
    assertThat(faults).as("which second idea moved in?").isEmpty();
    assertThat(unneeded).as("allowed to be long, and no longer so").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("source_roots")
  void public_packages_are_exported_and_internal_ones_to_named_modules_only(Path root) {
    Path descriptor = root.resolve("module-info.java");
    if (!Files.exists(descriptor)) {
      return; // a program, not a library
    }
    Map<String, String> exported = new TreeMap<>();
    Matcher exports = EXPORT.matcher(read(descriptor));
    while (exports.find()) {
      exported.put(exports.group(1), exports.group(2));
    }
    Set<String> packages =
        filesIn(root).stream()
            .filter(file -> !file.getFileName().toString().equals("package-info.java"))
            .filter(file -> !file.getParent().equals(root))
            .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> faults = new ArrayList<>();
    for (String name : packages) {
      boolean internal = name.contains(".internal");
      if (!internal && !";".equals(exported.get(name))) {
        faults.add(name + " is for users and is not exported");
      }
      if (internal && ";".equals(exported.get(name))) {
        faults.add(name + " is internal and is exported to everybody");
      }
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("source_roots")
  void nobody_names_another_modules_insides(Path root) {
    String module = moduleOf(root);
    Set<String> faults = new TreeSet<>();
    for (Path file : filesIn(root)) {
      Matcher internal = INTERNAL.matcher(read(file));
      while (internal.find()) {
        String named = internal.group(1) == null ? internal.group(2) : internal.group(1);
        // benchmarks measure the insides
        if (!module.equals(named) && !module.equals("benchmarks")) {
          faults.add(ROOT.relativize(file) + " names " + internal.group());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** The part of the package name that is the module's: {@code core} for aios-core. */
  private static String moduleOf(Path root) {
    String folder =
        ROOT.relativize(root).getName(0).toString().equals("adapters")
            ? ROOT.relativize(root).getName(1).toString()
            : ROOT.relativize(root).getName(0).toString();
    return folder.replace("aios-", "");
  }
}
