package dev.aios.examples.consultancy.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any folder can be read, whatever its files are called and whatever is wrong with them. */
class FolderTest {
  @TempDir Path directory;

  @Test
  void an_empty_folder_is_empty_and_fine() {
    Folder folder = Folder.read(directory);
    assertThat(folder.mails()).isEmpty();
    assertThat(folder.problems()).isEmpty();
  }

  @Test
  void a_folder_that_is_not_there_is_refused_with_its_name() {
    assertThatThrownBy(() -> Folder.read(directory.resolve("nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void names_and_depth_do_not_matter_and_unknown_kinds_are_listed() throws IOException {
    write("a/b/c/Post.EML", "From: a@b.example\nDate: Tue, 1 Sep 2026 08:00:00 +0200\n\nhello\n");
    write("Zeit.CSV", "Datum;Kunde;Stunden;Stundensatz\n01.09.2026;Muster;1,5;100,00\n");
    write("x.md", "# Talk on September 5, 2026\n");
    write("report.docx", "whatever");
    write(".hidden/secret.md", "# 2026-01-01\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.mails()).extracting(Mail::text).containsExactly("hello");
    assertThat(folder.mails().get(0).messageId()).endsWith("@no-message-id.invalid");
    assertThat(folder.time()).hasSize(1);
    assertThat(folder.time().get(0).time()).isEqualTo(Duration.ofMinutes(90));
    assertThat(folder.time().get(0).rate()).isEqualTo(Money.of(100, "EUR"));
    assertThat(folder.time().get(0).status()).isEqualTo(TimeEntry.Status.CLOSED);
    assertThat(folder.notes())
        .extracting(Note::date)
        .map(String::valueOf)
        .containsExactly("2026-09-05");
    assertThat(folder.ignored()).containsExactly("report.docx");
    assertThat(folder.problems()).isEmpty();
  }

  @Test
  void a_second_mail_with_the_same_id_and_other_words_is_left_out_and_reported()
      throws IOException {
    String head =
        "From: a@b.example\nDate: Tue, 1 Sep 2026 08:00:00 +0200\nMessage-ID: <1@b.example>\n\n";
    write("1.eml", head + "pay to A\n");
    write("2.eml", head + "pay to B\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.mails()).extracting(Mail::text).containsExactly("pay to A");
    assertThat(folder.problems()).singleElement().asString().contains("2.eml", "not the content");
  }

  @Test
  void a_mail_without_a_sender_or_date_does_not_hide_its_neighbours() throws IOException {
    String good =
        "From x Tue Sep  1 08:00:00 2026\nFrom: a@b.example\nDate: Tue, 1 Sep 2026 08:00:00 +0200\n\n";
    write(
        "m.mbox",
        good
            + "one\n\nFrom x Tue Sep  1 08:00:00 2026\nSubject: nobody\n\nno sender\n\n"
            + good
            + "two\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.mails()).extracting(Mail::text).containsExactlyInAnyOrder("one", "two");
    assertThat(folder.problems()).singleElement().asString().contains("mail 2 (line 7)", "From");
  }

  @Test
  void a_mail_of_a_thousand_nested_parts_ends_in_a_problem_and_not_in_a_crash() throws IOException {
    StringBuilder deep =
        new StringBuilder("From: a@b.example\nDate: Tue, 1 Sep 2026 08:00:00 +0200\n");
    for (int i = 0; i < 1_000; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\n\n--b")
          .append(i)
          .append("\n");
    }
    write("deep.eml", deep + "\nend\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.problems()).isNotEmpty();
  }

  @Test
  void a_file_beyond_the_limit_is_reported_and_not_read() throws IOException {
    Files.write(directory.resolve("huge.md"), new byte[(16 << 20) + 1]);
    assertThat(Folder.read(directory).problems())
        .containsExactly(new Problem("huge.md", "", "larger than 16 MiB: not read"));
  }

  @Test
  void a_mail_beyond_the_limit_is_left_out_of_its_mailbox() throws IOException {
    String head =
        "From x Tue Sep  1 08:00:00 2026\nFrom: a@b.example\nDate: Tue, 1 Sep 2026 08:00:00 +0200\n\n";
    write("m.mbox", head + "x".repeat(17 << 20) + "\n\n" + head + "small\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.mails()).extracting(Mail::text).containsExactly("small");
    assertThat(folder.problems()).singleElement().asString().contains("mail 1", "16 MiB");
  }

  @Test
  void an_endless_rule_and_a_rule_that_never_fits_both_end() throws IOException {
    write(
        "c.ics",
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:often
        DTSTART:20260901T080000Z
        RRULE:FREQ=SECONDLY
        END:VEVENT
        BEGIN:VEVENT
        UID:never
        DTSTART:20260901T080000Z
        RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
        END:VEVENT
        END:VCALENDAR
        """
            .replace("\n", "\r\n"));
    assertThat(Folder.read(directory).meetings()).hasSizeBetween(400, 402);
  }

  @Test
  void a_symbolic_link_out_of_the_folder_is_not_followed() throws IOException {
    Path outside = Files.createTempFile("outside", ".md");
    Files.writeString(outside, "# Secret of 2026-09-01\n");
    Files.createSymbolicLink(directory.resolve("link.md"), outside);
    assertThat(Folder.read(directory).notes()).isEmpty();
    Files.delete(outside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30,A,1,100",
        "2026-09-01,,1,100",
        "2026-09-01,A,0,100",
        "2026-09-01,A,-1,100",
        "2026-09-01,A,24.01,100",
        "2026-09-01,A,1e3,100",
        "2026-09-01,A,NaN,100",
        "2026-09-01,A,1,-100",
        "2026-09-01,A,1,100001",
        "2026-09-01,A,1",
        "2026-09-01,A,1,100,more",
        "09/01/2026,A,1,100"
      })
  void a_wrong_row_is_left_out_and_the_right_ones_stay(String row) throws IOException {
    write("t.csv", "date,client,hours,rate\n2026-09-01,B,1,100\n" + row + "\n2026-09-02,B,2,100\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.time()).hasSize(2);
    assertThat(folder.problems()).singleElement().extracting(Problem::where).isEqualTo("line 3");
  }

  @Test
  void a_table_of_something_else_says_which_columns_are_needed() throws IOException {
    write("t.csv", "a,b\n1,2\n");
    assertThat(Folder.read(directory).problems())
        .singleElement()
        .asString()
        .contains("[a, b]", "date, client, hours, rate");
  }

  @Test
  void a_damaged_front_matter_costs_the_front_matter_and_not_the_note() throws IOException {
    write("2026-09-05 talk.md", "---\nclient: '\n---\n# Talk\n\n## Decisions\n- go on\n");
    Folder folder = Folder.read(directory);
    assertThat(folder.notes()).extracting(Note::decisions).containsExactly(List.of("go on"));
    assertThat(folder.problems()).singleElement().asString().contains("front matter");
  }

  @Test
  void questions_are_one_a_line_without_comments() throws IOException {
    write("questions.txt", "# mine\n\n Who? \nWhen?\n");
    assertThat(Folder.read(directory).questions()).isEqualTo(List.of("Who?", "When?"));
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }
}
