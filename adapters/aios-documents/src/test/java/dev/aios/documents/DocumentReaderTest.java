package dev.aios.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Recall;
import dev.aios.api.policy.Untrusted;
import dev.aios.core.Aios;
import dev.aios.documents.DocumentReader.Reading;
import dev.aios.governance.Governance;
import dev.aios.memory.Memory;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private static final String MAILBOX =
      """
      From anna@lindenhof.example Mon Nov 02 10:00:00 2026
      From: Anna Weber <anna@lindenhof.example>
      To: office@birke.example
      Subject: The roof
      Date: Mon, 02 Nov 2026 10:00:00 +0000
      Message-ID: <one@lindenhof.example>
      Content-Type: text/plain; charset=UTF-8

      When can you repair the roof?
      >From March on it would suit us.

      From office@birke.example Mon Nov 02 11:00:00 2026
      From: office@birke.example
      Subject: =?UTF-8?Q?Re:_The_roof_=E2=80=93_answer?=
      Date: Mon, 02 Nov 2026 11:00:00 +0000
      Message-ID: <two@birke.example>
      In-Reply-To: <one@lindenhof.example>
      Content-Type: text/html; charset=UTF-8

      <p>On <b>Tuesday</b>.</p>

      From nobody Mon Nov 02 12:00:00 2026
      Subject: no sender

      Lost.
      """;

  private static Reading read(String name, String text) {
    return DocumentReader.of("files").read(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_text_is_a_passage_called_by_its_first_heading() {
    Reading reading = read("roof.md", "Intro\n\n# The roof\n\nIt leaks.");

    assertThat(reading.problems()).isEmpty();
    Passage passage = reading.passages().get(0);
    assertThat(passage.id()).isEqualTo("files:roof.md");
    assertThat(passage.title()).isEqualTo("The roof");
    assertThat(passage.content().source()).isEqualTo("files:roof.md");
    assertThat(passage.attributes()).containsEntry("file", "roof.md");
  }

  @Test
  void html_stays_html_for_the_sanitiser_and_has_its_title() {
    Passage page =
        read("page.html", "<html><title>Offer 7</title><p hidden>x</p>Roof</html>")
            .passages()
            .get(0);

    assertThat(page.title()).isEqualTo("Offer 7");
    assertThat(page.content().format()).isEqualTo(Untrusted.Format.HTML);
  }

  @Test
  void a_mailbox_is_mails_that_stand_in_their_thread() {
    Reading reading = read("inbox.mbox", MAILBOX);

    assertThat(reading.problems()).singleElement().asString().contains("mail 3", "From");
    Passage first = reading.passages().get(0);
    Passage second = reading.passages().get(1);
    assertThat(first.id()).matches("files:[0-9a-f]{32}").isNotEqualTo(second.id());
    assertThat(read("again.mbox", MAILBOX).passages().get(0).id()).isEqualTo(first.id());
    assertThat(first.attributes())
        .containsEntry("message-id", "one@lindenhof.example")
        .containsEntry("from", "anna@lindenhof.example");
    assertThat(first.content().text())
        .isEqualTo("When can you repair the roof?\nFrom March on it would suit us.");
    assertThat(first.content().source()).isEqualTo(first.id());
    assertThat(first.time()).isEqualTo(Instant.parse("2026-11-02T10:00:00Z"));
    assertThat(first.said())
        .isEqualTo(new Said(first.id(), first.time().toEpochMilli(), "Anna Weber"));
    assertThat(second.title()).isEqualTo("Re: The roof – answer");
    assertThat(second.said().thread()).isEqualTo(first.said().thread());
    assertThat(second.content().format()).isEqualTo(Untrusted.Format.HTML);
  }

  @Test
  void a_single_mail_is_read_and_one_that_is_none_is_named() {
    String mail = MAILBOX.substring(MAILBOX.indexOf('\n') + 1, MAILBOX.indexOf(">From"));
    assertThat(read("one.eml", mail).passages()).hasSize(1);
    assertThat(read("none.eml", "nothing of a mail").problems()).hasSize(1);
    assertThat(read("none.mbox", "nothing of a mailbox").problems()).hasSize(1);
  }

  @Test
  void a_calendar_is_events_even_if_their_zone_is_broken() {
    Reading reading =
        read(
            "diary.ics",
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//test//EN
            BEGIN:VEVENT
            UID:e1
            DTSTART:20261102T100000Z
            DTEND:20261102T110000Z
            SUMMARY:Visit to the roof
            LOCATION:Lindenhof
            ATTENDEE;CN=Anna Weber:mailto:anna@lindenhof.example
            END:VEVENT
            BEGIN:VEVENT
            UID:e2
            DTSTART;TZID=No/Such_Zone:20261103T100000
            SUMMARY:Call
            RRULE:FREQ=WEEKLY;COUNT=4
            END:VEVENT
            END:VCALENDAR
            """);

    assertThat(reading.passages()).extracting(Passage::id).containsExactly("files:e1", "files:e2");
    Passage visit = reading.passages().get(0);
    assertThat(visit.time()).isEqualTo(Instant.parse("2026-11-02T10:00:00Z"));
    assertThat(visit.content().text()).contains("Visit to the roof", "Lindenhof", "Anna Weber");
    assertThat(reading.passages().get(1).content().text()).contains("Call", "WEEKLY");
    assertThat(reading.problems()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void a_table_is_rows_with_the_names_of_their_columns(String comma) {
    Reading reading =
        read(
            "prices.csv",
            String.join(comma, "item", "price")
                + "\nroof"
                + comma
                + "9000\n\"a \"\"b\"\""
                + comma
                + "c\""
                + comma
                + "1\nbroken\n");

    assertThat(reading.passages()).hasSize(2);
    assertThat(reading.passages().get(0).content().text()).isEqualTo("item: roof\nprice: 9000\n");
    assertThat(reading.passages().get(1).content().text()).contains("a \"b\"" + comma + "c");
    assertThat(reading.problems()).singleElement().asString().contains("row 4");
  }

  @Test
  void json_is_its_elements_as_paths_and_values() {
    Reading reading = read("a.json", "[{\"name\":\"roof\",\"price\":{\"eur\":9}},[1,2],null]");

    assertThat(reading.passages().get(0).content().text()).isEqualTo("name: roof\nprice.eur: 9\n");
    assertThat(reading.passages()).hasSize(2);
    assertThat(read("a.jsonl", "{\"a\":1}\nnonsense\n{\"a\":2}").passages()).hasSize(2);
    assertThat(read("a.jsonl", "{\"a\":1}\nnonsense\n{\"a\":2}").problems()).hasSize(1);
  }

  @Test
  void a_pdf_is_pages_beside_each_other() throws IOException {
    Reading reading =
        DocumentReader.of("files").read("offer.pdf", pdf("The roof costs", "nine thousand"));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.passages()).hasSize(2);
    assertThat(reading.passages().get(0).content().text()).contains("The roof costs");
    assertThat(reading.passages().get(1).said()).isEqualTo(new Said("files:offer.pdf", 2, ""));
  }

  private static byte[] pdf(String... pages) throws IOException {
    try (PDDocument document = new PDDocument()) {
      for (String text : pages) {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(72, 700);
          content.showText(text);
          content.endText();
        }
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "txt", "md", "html", "eml", "mbox", "ics", "csv", "tsv", "json", "jsonl", "pdf", "exe", ""
      })
  void what_a_file_holds_is_never_a_reason_to_fail(String kind) {
    Random random = new Random(4);
    byte[] noise = new byte[20_000];
    random.nextBytes(noise);
    byte[] letters = new byte[20_000];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) "\n\n\":;,{[<>From BEGIN:VEVENT\t=%".charAt(random.nextInt(30));
    }
    DocumentReader reader = DocumentReader.of("files");

    for (byte[] bytes : new byte[][] {{}, {'x'}, noise, letters, {(byte) 0xff, (byte) 0xfe, 1}}) {
      Reading reading = reader.read("file." + kind, bytes);
      assertThat(reading.passages())
          .allSatisfy(one -> assertThat(one.content().text()).isNotBlank());
    }
  }

  @Test
  void binary_is_no_text_and_a_wrong_charset_is_read_as_what_windows_writes() {
    DocumentReader reader = DocumentReader.of("files");

    assertThat(reader.read("a.txt", new byte[] {'a', 0, 'b'}).passages()).isEmpty();
    assertThat(reader.read("a.txt", new byte[] {'a', 0, 'b'}).problems()).hasSize(1);
    byte[] windows = "Dachschäden – 5 €".getBytes(Charset.forName("windows-1252"));
    assertThat(reader.read("a.txt", windows).passages().get(0).content().text())
        .isEqualTo("Dachschäden – 5 €");
    byte[] utf16 = "\uFEFFDachschäden".getBytes(StandardCharsets.UTF_16LE);
    assertThat(reader.read("a.txt", utf16).passages().get(0).content().text())
        .isEqualTo("Dachschäden");
  }

  @Test
  void bombs_are_cut_and_named() {
    DocumentReader small = DocumentReader.of("files").limits(1_000_000, 100);
    String rows = "a,b\n" + "1,2\n".repeat(1_000);

    assertThat(small.read("bomb.csv", rows.getBytes(StandardCharsets.UTF_8)).passages())
        .hasSize(100);
    assertThat(small.read("bomb.csv", rows.getBytes(StandardCharsets.UTF_8)).problems())
        .singleElement()
        .asString()
        .contains("more than 100");
    assertThat(small.read("big.txt", new byte[1_000_001]).problems().get(0)).contains("larger");
    assertThat(read("wide.csv", "a,".repeat(5_000) + "\n" + "1,".repeat(5_000)).problems())
        .singleElement()
        .asString()
        .contains("columns");
    assertThat(read("open.csv", "a,b\n\"" + "x,\n".repeat(500_000)).problems()).isNotEmpty();
    assertThat(read("deep.json", "[".repeat(100_000)).problems()).hasSize(1);
  }

  @Test
  void ids_that_a_file_chooses_never_keep_recall_from_taking_it() {
    String event =
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:%s
        SUMMARY:%s
        END:VEVENT
        END:VCALENDAR
        """;
    try (Aios aios = Aios.builder().memory().extension(Memory.builder().build()).open()) {
      Recall recall = aios.service(Recall.class);
      recall.add(read("a.ics", event.formatted("one\\ntwo", "Roof")).passages());
      recall.add(read("b.ics", event.formatted("x".repeat(1_500), "Cellar")).passages());
      recall.add(read("c\nd.txt", "The stairs.").passages());
      assertThat(recall.size()).isEqualTo(3);

      recall.add(read("a.ics", event.formatted("one\\ntwo", "Roof")).passages());
      assertThat(recall.size()).as("the same ids each time").isEqualTo(3);

      Reading tooLong = read("long.txt", "word ".repeat(1_000_001));
      assertThat(tooLong.problems()).singleElement().asString().contains("5000005 characters");
      assertThat(recall.add(tooLong.passages())).isEmpty();
      assertThat(DocumentReader.of("files").longest(3).read("a.txt", "abcd".getBytes(UTF_8)))
          .satisfies(reading -> assertThat(reading.passages()).isEmpty())
          .satisfies(reading -> assertThat(reading.problems()).hasSize(1));
    }
  }

  @Test
  void the_largest_limit_is_one_too(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "The roof.");

    assertThat(DocumentReader.of("files").limits(Integer.MAX_VALUE, 10).read(file).passages())
        .hasSize(1);
  }

  @Test
  void parts_of_a_mail_that_are_too_many_are_told() {
    StringBuilder mail =
        new StringBuilder(
            """
            From: anna@lindenhof.example
            Date: Mon, 02 Nov 2026 10:00:00 +0000
            Content-Type: multipart/mixed; boundary=cut

            """);
    for (int i = 0; i < 250; i++) {
      mail.append("--cut\nContent-Type: text/plain\n\nPart ").append(i).append("\n");
    }
    Reading reading = read("many.eml", mail.append("--cut--\n").toString());

    assertThat(reading.passages().get(0).content().text()).contains("Part 198").endsWith("198");
    assertThat(reading.problems()).singleElement().asString().contains("51 are left out");
  }

  @Test
  void of_a_mail_that_was_read_no_byte_names_its_sender_once_she_is_erased(@TempDir Path folder)
      throws IOException {
    List<String> hers = List.of("anna@lindenhof.example", "Anna Weber", "repair the roof");
    try (Aios aios =
        Aios.builder()
            .sqlite(folder.resolve("company.db"))
            .extension(Governance.builder().build())
            .extension(Memory.builder().build())
            .open()) {
      aios.service(Recall.class).add(read("inbox.mbox", MAILBOX).passages());
      String anna =
          aios.service(Entities.class)
              .resolve(
                  Kind.PERSON, "Anna Weber", Set.of(Anchor.mail("anna@lindenhof.example")), "m:1")
              .id();
      assertThat(found(folder, hers)).containsExactlyElementsOf(hers);

      Erased erased = aios.service(Erasure.class).person(anna);

      assertThat(erased.counts()).containsEntry("passages", 1);
      assertThat(erased.elsewhere()).isEmpty();
      assertThat(found(folder, hers)).isEmpty();
    }
  }

  private static List<String> found(Path folder, List<String> needles) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return needles.stream().filter(needle -> all.indexOf(needle) >= 0).toList();
  }

  @Test
  void a_source_without_a_name_is_refused() {
    assertThatThrownBy(() -> DocumentReader.of("mail:x")).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> DocumentReader.of("mail").limits(0, 1))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void what_was_read_is_found_and_hostile_html_is_only_what_a_reader_sees(@TempDir Path folder) {
    try (Aios aios =
        Aios.builder()
            .sqlite(folder.resolve("company.db"))
            .extension(Governance.builder().build())
            .extension(Memory.builder().build())
            .open()) {
      Recall recall = aios.service(Recall.class);
      recall.add(read("inbox.mbox", MAILBOX).passages());
      String deep = "<div>".repeat(10_000) + "marzipan" + "</div>".repeat(10_000);
      recall.add(read("deep.html", deep).passages());

      Recall.Hit hit = recall.search(Recall.Query.of("repair of the roof", 1).around(1)).get(0);
      assertThat(hit.attributes()).containsEntry("message-id", "one@lindenhof.example");
      assertThat(hit.after().get(0).text()).isEqualTo("On Tuesday.");
      assertThat(recall.search(Recall.Query.of("marzipan", 1)))
          .singleElement()
          .satisfies(one -> assertThat(one.id()).isEqualTo("files:deep.html"));
    }
  }
}
