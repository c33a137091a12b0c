package dev.aios.tests.build;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user can see is described: in each package that a published module exports. */
class JavadocTest {
  private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports\\s+([\\w.]+)\\s*;");
  private static final Path ROOT = Path.of("..");

  static Stream<Path> published_modules() throws IOException {
    try (Stream<Path> found = Files.find(ROOT, 3, (path, its) -> isPublished(path))) {
      return found.toList().stream();
    }
  }

  private static boolean isPublished(Path folder) {
    return Files.exists(folder.resolve("src/main/java/module-info.java"));
  }

  @Test
  void there_are_published_modules_to_check() throws IOException {
    assertThat(published_modules().map(path -> path.getFileName().toString()))
        .contains("aios-api", "aios-core", "aios-memory", "aios-governance", "aios-testkit");
  }

  @ParameterizedTest
  @MethodSource("published_modules")
  void everything_exported_has_javadoc(Path module) throws IOException {
    Path sources = module.resolve("src/main/java");
    List<Path> files = new ArrayList<>();
    EXPORT
        .matcher(Files.readString(sources.resolve("module-info.java")))
        .results()
        .map(export -> sources.resolve(export.group(1).replace('.', '/')))
        .forEach(folder -> files.addAll(javaFilesIn(folder)));
    try (StandardJavaFileManager manager = compiler().getStandardFileManager(null, null, null)) {
      List<JavaFileObject> units = new ArrayList<>();
      manager.getJavaFileObjectsFromPaths(files).forEach(units::add);
      assertThat(missingIn(units)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public class Undescribed {}",
        "/** A. */ public class Undescribed { public void method() {} }",
        "/** A. */ public class Undescribed { protected Undescribed(int a) {} }",
        "/** A. */ public class Undescribed { /** B. */ protected Undescribed(int a) {} }",
        "/** A. */ public class Undescribed { public static final int FIELD = 1; }",
        "/** A. */ public interface Undescribed { void method(); }",
        "/** A. */ public interface Undescribed { /** B. */ int method(); }",
        "/** A. */ public interface Undescribed { /** B. */ void method(int parameter); }",
        "/** A. */ public interface Undescribed { /** B. */ <T> void method(); }",
        "/** A. */ public interface Undescribed { enum Inner {} }",
        "/** A. */ public interface Undescribed<T> {}",
        "/** A. */ public record Undescribed(int component) {}",
        "/** A. */ public enum Undescribed { CONSTANT }",
      })
  void what_is_not_described_is_found(String source) throws IOException {
    assertThat(missingIn(List.of(unit(source)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class Hidden { public void method() {} }",
        "/** A. */ public class Described { private void method() {} void other() {} }",
        "/** A. */ public class Described { @Override public String toString() { return \"\"; } }",
        "/** A. */ public class Described { class Hidden { public void method() {} } }",
        "/** A. */ public interface Described { /** {@return b} */ int method(); }",
        "/** A.\n @param <T> t */ public interface Described<T> {}",
        "/** A.\n @param a b */ public record Described(int a) { public Described {} }",
        "/** A. */ public enum Described { /** B. */ CONSTANT }",
      })
  void what_is_described_or_hidden_is_left_alone(String source) throws IOException {
    assertThat(missingIn(List.of(unit(source)))).isEmpty();
  }

  private static List<Path> javaFilesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the exported package " + folder, e);
    }
  }

  private static List<String> missingIn(List<JavaFileObject> units) throws IOException {
    if (units.isEmpty()) {
      return List.of(); // javac refuses to parse nothing
    }
    JavacTask task = (JavacTask) compiler().getTask(null, null, null, null, null, units);
    DocTrees docs = DocTrees.instance(task);
    List<String> missing = new ArrayList<>();
    for (CompilationUnitTree file : task.parse()) {
      missing.addAll(MissingJavadoc.in(docs, file));
    }
    return missing;
  }

  private static JavaCompiler compiler() {
    return requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests need a JDK, not a JRE");
  }

  private static JavaFileObject unit(String source) {
    URI name = URI.create("string:///Source.java");
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
