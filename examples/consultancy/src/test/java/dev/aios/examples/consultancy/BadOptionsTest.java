package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with the command line is said at once, all of it, and nothing is done. */
class BadOptionsTest {
  @TempDir Path temp;

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of("--date /tmp", "'--date' is none of its options"),
        Arguments.of("run", "'run' is none of its options"),
        Arguments.of("--data", "--data needs a value"),
        Arguments.of("--data=", "--data needs a value"),
        Arguments.of("--data --out x", "--data needs a value"),
        Arguments.of("--out TEMP/a --out TEMP/b", "--out is given twice"),
        Arguments.of("--data TEMP/absent", "absent' is no folder"),
        Arguments.of("--data TEMP/file", "file' is no folder"),
        Arguments.of("--db TEMP", "is a folder, a file is needed"),
        Arguments.of("--out TEMP/file", "file' is a file, a folder is needed"),
        Arguments.of("--approve maybe", "'maybe' is neither ask, all or none nor a file"),
        Arguments.of("--approve TEMP", "is neither ask, all or none nor a file"),
        Arguments.of("--approve=ALL", "'ALL' is neither ask, all or none nor a file"),
        Arguments.of("--db TEMP/text --out TEMP/out --data TEMP/empty", "text"),
        Arguments.of("--out TEMP/file/below --data TEMP/empty", "file/below"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void it_says_what_is_wrong(String line, String message) throws IOException {
    Files.writeString(temp.resolve("file"), "");
    Files.writeString(temp.resolve("text"), "this is no SQLite database, though it is a file\n");
    Files.createDirectory(temp.resolve("empty"));

    Told told = Told.run(line.replace("TEMP", temp.toString()).split(" ", -1));

    assertThat(told.status()).isEqualTo(2);
    assertThat(told.text()).contains("consultancy: ", message);
    assertThat(told.text()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void several_faults_are_named_together() {
    Told told = Told.run("--data", "absent", "--approve", "maybe", "--verbose");

    assertThat(told.text()).contains("'absent' is no folder", "'maybe'", "'--verbose'");
  }

  @Test
  void help_tells_every_option_and_touches_nothing() {
    Told told = Told.run("--help", "--bogus");

    assertThat(told.status()).isZero();
    assertThat(told.text()).contains("--data DIR", "--db FILE", "--out DIR", "--approve HOW");
  }

  @Test
  void an_empty_folder_is_no_fault() throws IOException {
    Files.createDirectory(temp.resolve("empty"));

    Told told =
        Told.run(
            "",
            Map.of(),
            "--data",
            temp.resolve("empty").toString(),
            "--out",
            temp.resolve("out").toString());

    assertThat(told.status()).isZero();
    assertThat(told.text()).contains("0 mails, 0 notes", "nothing waits for you", "verifies");
  }
}
