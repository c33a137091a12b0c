package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.inbox.InboxItem;
import dev.aios.examples.consultancy.input.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who decides, and how. */
class DecisionsTest {
  @TempDir Path temp;

  @Test
  void a_file_decides_what_it_names_and_leaves_the_rest() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("decisions.txt"),
            """
            # what the owner thinks of it
            invoicing/timesheet/2026-10/osterholm-foods approve
            invoicing/timesheet/2026-10/castellan-robotics reject Maren asked for two invoices
            invoicing/timesheet/2026-10/valais-instruments edit due=2026-12-31
            lead/lead3.0929@gruenwerk.example approve
            lead/lead7.1118@kestrel-outdoor.example edit letter.subject=Your stock; letter.text=Dear Gareth,\\nin January?
            """);

    Told told = Told.run("--out", out(), "--approve", file.toString());

    assertThat(told.status()).isZero();
    Output output = new Output(temp.resolve("out"));
    assertThat(output.invoices().keySet())
        .containsExactlyInAnyOrder(
            "INV-2026-10-OSTERHOLM-FOODS",
            "INV-2026-10-TIDEMARK-HEALTH",
            "INV-2026-10-VALAIS-INSTRUMENTS");
    assertThat(read("invoices/invoicing-timesheet-2026-10-valais"))
        .contains("payable by 2026-12-31");
    assertThat(output.mails())
        .containsKey("paulina@gruenwerk.example: Re: Frage zu Excel und Pflanzenlisten")
        .containsKey("gareth@kestrel-outdoor.example: Your stock");
    assertThat(Folder.read(temp.resolve("out/mail")).mails())
        .filteredOn(mail -> mail.subject().equals("Your stock"))
        .singleElement()
        .satisfies(mail -> assertThat(mail.text()).isEqualTo("Dear Gareth,\nin January?"));
    assertThat(told.text()).contains("Inbox: 4 wait for you");
    assertThat(decided("invoicing/timesheet/2026-10/castellan-robotics"))
        .satisfies(
            item -> {
              assertThat(item.decided()).isNotNull();
              assertThat(item.decided().note()).isEqualTo("Maren asked for two invoices");
              assertThat(item.decided().by()).isEqualTo("owner, by decisions.txt");
            });
  }

  @Test
  void a_rejected_lead_gets_no_mail_and_gives_its_times_free() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("decisions.txt"),
            "lead/20261012.marchetti.77@marchetti-textiles.example reject an attack");

    Told.run("--out", out(), "--approve", file.toString());

    Output output = new Output(temp.resolve("out"));
    assertThat(output.mails().keySet()).noneMatch(mail -> mail.contains("marchetti"));
    assertThat(output.files()).noneMatch(name -> name.contains("marchetti"));
    assertThat(output.held()).hasSize(8);
  }

  @Test
  void the_terminal_shows_what_it_asks_and_takes_every_answer() {
    Told told =
        Told.run(
            """
            maybe
            y
            n
            the hours are wrong
            e
            due=2026-13-45
            e
            total.amount=1.00
            e
            due=2027-01-15
            l
            q
            """,
            Map.of(),
            "--out",
            out());

    assertThat(told.text())
        .contains("? invoicing/timesheet/2026-09/stadtwerke-lindenau, owner-approves")
        .contains("Net EUR 2645.00, VAT EUR 502.55, total EUR 3147.55")
        .contains("'maybe' is none of these")
        .contains("2026-13-45")
        .contains("net and VAT add up to")
        .contains("Inbox: 6 wait for you");
    Output output = new Output(temp.resolve("out"));
    assertThat(output.invoices().keySet())
        .containsExactlyInAnyOrder(
            "INV-2026-09-STADTWERKE-LINDENAU",
            "INV-2026-10-CASTELLAN-ROBOTICS",
            "INV-2026-10-TIDEMARK-HEALTH");
    assertThat(read("invoices/invoicing-timesheet-2026-10-castellan"))
        .contains("payable by 2027-01-15");
    assertThat(decided("invoicing/timesheet/2026-10/brightwater-logistics").decided().note())
        .isEqualTo("the hours are wrong");
  }

  @Test
  void with_nobody_on_the_terminal_everything_stays_in_the_inbox() {
    Told told = Told.run("", Map.of(), "--out", out());

    assertThat(told.status()).isZero();
    assertThat(told.text())
        .containsOnlyOnce("There is nobody on the terminal")
        .contains("Inbox: 9 wait for you");
  }

  @Test
  void a_file_with_lines_that_are_no_decisions_is_refused_before_anything_is_done()
      throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("decisions.txt"), "lead/x maybe\nlead/y approve\nlead/y approve\nedit\n");

    Told told = Told.run("--out", out(), "--approve", file.toString());

    assertThat(told.status()).isEqualTo(2);
    assertThat(told.text())
        .contains("line 1 'lead/x maybe'", "line 3 decides lead/y a second time", "line 4 'edit'");
    assertThat(new Output(temp.resolve("out")).files()).isEmpty();
  }

  private String out() {
    return temp.resolve("out").toString();
  }

  private InboxItem decided(String run) {
    List<InboxItem> items = ConsultancyTest.inbox(temp.resolve("out"));
    return items.stream().filter(item -> run.equals(item.run())).findFirst().orElseThrow();
  }

  private String read(String prefix) {
    Path folder = temp.resolve("out").resolve(prefix).getParent();
    String start = temp.resolve("out").resolve(prefix).getFileName().toString();
    try (var files = Files.list(folder)) {
      return Files.readString(
          files
              .filter(f -> f.getFileName().toString().startsWith(start))
              .findFirst()
              .orElseThrow());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
