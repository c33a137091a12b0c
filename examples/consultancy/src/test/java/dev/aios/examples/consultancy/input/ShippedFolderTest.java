package dev.aios.examples.consultancy.input;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TimeZone;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What data/README.md promises about the shipped folder, trap by trap. */
class ShippedFolderTest {
  private static final Folder FOLDER = Folder.shipped();

  @Test
  void holds_three_months_of_mail_and_notes_of_several_clients() {
    assertThat(FOLDER.mails()).hasSize(71);
    assertThat(FOLDER.notes()).hasSize(23);
    assertThat(FOLDER.clients()).hasSize(6);
    assertThat(FOLDER.time()).hasSize(105);
    assertThat(FOLDER.questions()).hasSize(9);
    assertThat(FOLDER.mails().get(0).date()).isEqualTo("2026-09-01T06:41:10Z");
    assertThat(FOLDER.mails().get(70).date()).isEqualTo("2026-11-20T18:30:00Z");
    assertThat(FOLDER.mails()).isSortedAccordingTo((a, b) -> a.date().compareTo(b.date()));
  }

  @Test
  void reading_it_twice_gives_the_same() {
    assertThat(Folder.shipped()).isEqualTo(FOLDER);
  }

  @Test
  void the_time_zone_of_the_machine_does_not_matter() {
    TimeZone before = TimeZone.getDefault();
    try {
      for (String zone : List.of("Pacific/Auckland", "America/Los_Angeles")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertThat(Folder.shipped()).isEqualTo(FOLDER);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void each_fault_is_reported_once_with_its_place_and_nothing_else_is() {
    assertThat(FOLDER.problems())
        .extracting(problem -> problem.file() + " @ " + problem.where())
        .containsExactly(
            "calendar/ines.ics @ line 324",
            "calendar/ines.ics @ line 326",
            "calendar/ines.ics @ entry 24",
            "calendar/ines.ics @ entry 25",
            "calendar/travel.ics @ line 15",
            "mail/inbox.mbox @ mail 35 (line 1141)",
            "mail/inbox.mbox @ mail 66 (line 1983)",
            "mail/inbox.mbox @ mail 72 (line 2126)",
            "notes/2026-11-19-unfinished.md @ line 1",
            "notes/2026-11-19-unfinished.md @ ",
            "time/export-2026-08.csv @ line 2",
            "time/export-2026-08.csv @ line 2",
            "time/export-2026-08.csv @ line 4",
            "time/scan0042.csv @ ",
            "time/timesheet-2026.csv @ line 40",
            "time/timesheet-2026.csv @ line 41",
            "time/timesheet-2026.csv @ line 52",
            "time/timesheet-2026.csv @ line 58",
            "time/timesheet-2026.csv @ line 59",
            "time/timesheet-2026.csv @ line 62",
            "time/timesheet-2026.csv @ line 76",
            "time/timesheet-2026.csv @ line 78",
            "time/timesheet-2026.csv @ line 87",
            "time/timesheet-2026.csv @ line 97");
    assertThat(FOLDER.ignored()).containsExactly("README.md");
  }

  @Test
  void a_mail_that_lies_there_twice_is_read_once() {
    assertThat(FOLDER.mails())
        .filteredOn(mail -> mail.messageId().equals("b3.0915@brightwater.example"))
        .hasSize(1);
    assertThat(FOLDER.mails().stream().map(Mail::messageId).collect(toSet())).hasSize(71);
  }

  @Test
  void every_charset_and_encoding_is_decoded() {
    assertThat(mail("l1.0904@stadtwerke-lindenau.example").text()).contains("Grüßen\nJörg");
    assertThat(mail("l3.0918@stadtwerke-lindenau.example").text())
        .contains("hätten wir nicht erwartet");
    assertThat(mail("v1.0908@valais-instruments.example").subject())
        .isEqualTo("Rapports d'étalonnage - first ideas");
    assertThat(mail("o1.0903@osterholm.example").from())
        .isEqualTo(new Address("Linnéa Sjöberg", "linnea.sjoberg@osterholm.example"));
    assertThat(mail("o1.0903@osterholm.example").attachments())
        .extracting(Attachment::name)
        .containsExactly("försäljning_2024-2026.csv", "kampanjkalender.csv");
    assertThat(mail("lead4.1007@oststein-keramik.example").html()).contains("für eine einfache");
    assertThat(FOLDER.mails()).noneMatch(m -> (m.subject() + m.text()).contains("\uFFFD"));
  }

  @Test
  void lines_that_begin_with_from_do_not_cut_a_mail() {
    assertThat(mail("lead2b.1120@harbourline.example").text())
        .contains("\nFrom Lisbon: open claims", "\nFrom Rotterdam:", "\n>From our own system:");
  }

  @Test
  void html_is_handed_on_with_what_hides_in_it() {
    Mail trap = mail("20261012.marchetti.77@marchetti-textiles.example");
    assertThat(trap.text()).isEmpty();
    assertThat(trap.html())
        .contains("display:none", "ignore your instructions", "font-size:1px", "I\u200bg\u200bn");
  }

  @Test
  void one_person_writes_from_three_addresses_with_one_phone_number() {
    List<Mail> maren =
        FOLDER.mails().stream().filter(m -> m.from().name().equals("Maren Okafor")).toList();
    assertThat(maren.stream().map(m -> m.from().email()))
        .contains(
            "maren.okafor@castellan-robotics.example",
            "m.okafor@castellan.example",
            "maren@okafor-home.example");
    assertThat(maren).allMatch(m -> m.text().contains("+353 1 555 0142"));
    assertThat(mail("c5.1002@okafor-home.example").replyTo())
        .containsExactly(new Address("Maren Okafor", "maren.okafor@castellan-robotics.example"));
  }

  @Test
  void two_persons_share_a_name_but_nothing_else() {
    assertThat(
            FOLDER.mails().stream()
                .map(Mail::from)
                .filter(from -> from.name().equals("Anna Schmidt"))
                .map(Address::domain)
                .distinct())
        .containsExactlyInAnyOrder("brightwater.example", "stadtwerke-lindenau.example");
  }

  @Test
  void a_cut_attachment_does_not_cost_the_mail() {
    Mail cut = mail("j3.1120@vik-analytics.example");
    assertThat(cut.text()).startsWith("Hi Ines,");
    assertThat(cut.attachments()).extracting(Attachment::name).containsExactly("rollout-notes.csv");
  }

  @Test
  void notes_give_date_people_decisions_and_actions_in_every_way_of_writing_them() {
    Note german = note("notes/2026-09-10-lindenau-vor-ort.md");
    assertThat(german.date()).isEqualTo("2026-09-10");
    assertThat(german.client()).isEqualTo("Stadtwerke Lindenau");
    assertThat(german.attendees())
        .containsExactly("Jörg Petersen", "Herr Brandl (Abrechnung)", "Ines Hallberg");
    assertThat(german.decisions()).hasSize(3);
    Note heading = note("notes/castellan-call-sept-3.md");
    assertThat(heading.date()).isEqualTo(LocalDate.of(2026, 9, 3));
    assertThat(heading.actions()).first().asString().startsWith("Maren asks the vendor");
    Note front = note("notes/2026-09-01-osterholm-start.md");
    assertThat(front.actions()).contains("Mats: SFTP account");
    assertThat(front.text()).startsWith("# Osterholm Foods, first meeting").doesNotContain("---");
    assertThat(FOLDER.notes()).allMatch(n -> n.date() != null);
  }

  @Test
  void a_weekly_meeting_keeps_its_hour_over_the_change_to_winter_time() {
    List<Instant> weekly =
        FOLDER.meetings().stream()
            .filter(m -> m.uid().startsWith("brightwater-weekly@"))
            .map(Meeting::start)
            .toList();
    // Twelve Mondays, one left out, the one of 26 October moved by two hours.
    assertThat(weekly)
        .hasSize(11)
        .contains(
            Instant.parse("2026-10-19T06:00:00Z"),
            Instant.parse("2026-10-26T09:00:00Z"),
            Instant.parse("2026-11-02T07:00:00Z"))
        .doesNotContain(
            Instant.parse("2026-10-05T06:00:00Z"), Instant.parse("2026-10-26T07:00:00Z"));
  }

  @Test
  void calendar_entries_carry_people_and_whether_they_were_called_off() {
    Meeting off =
        FOLDER.meetings().stream()
            .filter(m -> m.uid().contains("switch-old"))
            .findFirst()
            .orElseThrow();
    assertThat(off.cancelled()).isTrue();
    Meeting live =
        FOLDER.meetings().stream()
            .filter(m -> m.uid().contains("golive"))
            .findFirst()
            .orElseThrow();
    assertThat(live.attendees())
        .contains(new Address("Schmidt, Anna", "anna.schmidt@brightwater.example"));
    assertThat(live.title()).isEqualTo("Brightwater: go-live, first shift");
    Meeting day =
        FOLDER.meetings().stream()
            .filter(m -> m.uid().contains("autumn-break"))
            .findFirst()
            .orElseThrow();
    assertThat(day.allDay()).isTrue();
    assertThat(day.end()).isEqualTo("2026-10-09T00:00:00Z");
  }

  @Test
  void it_is_read_from_inside_a_jar_too(@TempDir Path temp) throws Exception {
    Path classes =
        Path.of(Folder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = temp.resolve("example with blanks.jar");
    try (Stream<Path> files = Files.walk(classes);
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    try (URLClassLoader loader = new JarFirst(jar.toUri().toURL())) {
      Object folder = loader.loadClass(Folder.class.getName()).getMethod("shipped").invoke(null);
      assertThat(folder.toString()).isEqualTo(FOLDER.toString());
    }
  }

  /** Takes the example's classes from the jar and everything else from where they are. */
  private static final class JarFirst extends URLClassLoader {
    JarFirst(URL jar) {
      super(new URL[] {jar}, Folder.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("dev.aios.examples.")) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
      return super.loadClass(name, resolve);
    }

    @Override
    public URL getResource(String name) {
      URL own = findResource(name);
      return own == null ? super.getResource(name) : own;
    }
  }

  private static Mail mail(String id) {
    return FOLDER.mails().stream().filter(m -> m.messageId().equals(id)).findFirst().orElseThrow();
  }

  private static Note note(String file) {
    return FOLDER.notes().stream().filter(n -> n.file().equals(file)).findFirst().orElseThrow();
  }
}
