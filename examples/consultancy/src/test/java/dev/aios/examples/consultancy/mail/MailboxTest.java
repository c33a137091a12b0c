package dev.aios.examples.consultancy.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Mail;
import dev.aios.governance.sanitise.ReaderSanitiser;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final List<Message> SHIPPED =
      Mailbox.clean(Folder.shipped().mails(), ReaderSanitiser.create());

  @Test
  void what_an_answer_quotes_is_cut_off_and_what_is_forwarded_is_kept() {
    assertThat(message("h.1104.1@hallberg-consulting.example").text())
        .contains("6 is right")
        .doesNotContain("I hold the payment");
    assertThat(message("b5.fwd@brightwater.example").text())
        .contains("For your calendar", "I do not want to go live");
    assertThat(message("lead2b.1120@harbourline.example").text()).contains("From Rotterdam");
  }

  @Test
  void html_is_read_as_a_person_would_and_what_hides_is_a_finding() {
    Message trap = message("20261012.marchetti.77@marchetti-textiles.example");
    assertThat(trap.text())
        .contains("Our budget is EUR 14,000")
        .doesNotContain("SYSTEM NOTE", "maintenance mode", "last ten mails", "\u200b");
    assertThat(trap.findings()).anyMatch(finding -> finding.startsWith("hidden-text, taken out"));
    assertThat(message("lead4.1007@oststein-keramik.example").text()).contains("40.000");
  }

  @Test
  void only_one_mail_of_the_shipped_folder_hides_something() {
    assertThat(SHIPPED).filteredOn(mail -> !mail.findings().isEmpty()).hasSize(1);
  }

  @Test
  void a_subject_is_cleaned_too() {
    Mail mail =
        new Mail(
            "1",
            Instant.EPOCH,
            new Address("", "a@b.example"),
            List.of(),
            List.of(),
            List.of(),
            "He\u200bllo",
            "Text",
            "",
            List.of(),
            "",
            "test");

    Message clean = Mailbox.clean(List.of(mail), ReaderSanitiser.create()).get(0);

    assertThat(clean.subject()).isEqualTo("Hello");
    assertThat(clean.findings()).hasSize(1);
  }

  @Test
  void the_language_of_a_mail_is_told() {
    assertThat(Language.of(message("lead3.0929@gruenwerk.example").text()))
        .isEqualTo(Language.GERMAN);
    assertThat(Language.of(message("lead1.0914@fjordkraft-marine.example").text()))
        .isEqualTo(Language.ENGLISH);
    assertThat(Language.of("")).isEqualTo(Language.ENGLISH);
  }

  private static Message message(String id) {
    return SHIPPED.stream().filter(mail -> mail.id().equals(id)).findFirst().orElseThrow();
  }
}
