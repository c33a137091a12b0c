package dev.aios.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user reads for what SQLite reports. The codes are those of
 * https://sqlite.org/rescode.html.
 */
class SqliteErrorsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "5     | another process holds its lock | try again",
        "261   | another process holds its lock | try again",
        "8     | read-only                      | give this user the right to write",
        "1032  | read-only                      | give this user the right to write",
        "10    | the disk reported an error     | check the disk",
        "1034  | the disk reported an error     | check the disk",
        "778   | the disk reported an error     | check the disk",
        "11    | the file is damaged            | Restore it from a backup",
        "13    | the disk is full               | free some space",
        "14    | cannot be opened or created    | Check that its folder exists",
        "26    | it is no SQLite database       | Name another file",
        "1     | what SQLite said               | what SQLite said",
      })
  void an_error_says_what_happened_to_which_file_and_what_to_do(
      int code, String what, String remedy) {
    SQLException reported = new SQLException("what SQLite said", null, code);
    StorageException error =
        SqliteErrors.storage("write to", Path.of("books", "company.db"), reported);
    assertThat(error)
        .hasMessageStartingWith("Could not write to the journal " + Path.of("books", "company.db"))
        .hasMessageContaining(what)
        .hasMessageContaining(remedy)
        .hasCause(reported);
  }
}
