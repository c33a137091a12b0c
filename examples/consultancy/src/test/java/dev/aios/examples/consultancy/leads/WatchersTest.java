package dev.aios.examples.consultancy.leads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.output.Papers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchersTest {
  @TempDir Path temp;

  @Test
  void a_reminder_that_cannot_be_written_is_a_dead_letter_in_the_inbox() throws Exception {
    Path folder = temp.resolve("reminders");
    Papers papers = new Papers(folder, ".reminder.md");
    try (Aios aios = Aios.builder().sqlite(temp.resolve("a.db")).open()) {
      Files.delete(folder.resolve(".partial"));
      Files.delete(folder);
      Files.writeString(folder, "a file where the folder was");
      aios.events()
          .subscribe(
              Watchers.reminding(papers)
                  .retry(Retry.exponential(2, Duration.ofMillis(1), Duration.ofMillis(5))));

      aios.events().publish(new LeadWroteAgain(mail("2"), "1"));

      await(aios, () -> !aios.inbox().open().isEmpty());
      InboxItem letter = aios.inbox().open().get(0);
      assertThat(letter.kind()).isEqualTo(InboxItem.Kind.DEAD_LETTER);
      assertThat(letter.title()).contains("reminding");
    }
  }

  @Test
  void the_first_mail_of_a_lead_starts_a_run_and_the_next_is_an_event() throws Exception {
    Saga<Inquiry, Inquiry> saga =
        Saga.named("lead", 1, Inquiry.class).map("nothing", inquiry -> inquiry).build();
    List<LeadWroteAgain> again = new CopyOnWriteArrayList<>();
    try (Aios aios = Aios.builder().sqlite(temp.resolve("a.db")).open()) {
      aios.register(saga);
      aios.events()
          .subscribe(
              Watchers.sorting(
                  Agent.of(
                      "sorter",
                      (mail, context) ->
                          mail.id().equals("advert") ? MailKind.ADVERT : MailKind.LEAD),
                  saga));
      aios.events()
          .subscribe(
              Subscription.of("again", LeadWroteAgain.class, (event, context) -> again.add(event)));

      for (String id : List.of("1", "2", "advert", "3")) {
        String first = id.equals("advert") ? "advert" : "1";
        aios.events().publishOnce(new MailArrived(mail(id), first), first, "mail/" + id);
        aios.events().publishOnce(new MailArrived(mail(id), first), first, "mail/" + id);
      }

      await(aios, () -> again.size() == 2);
      assertThat(again).extracting(event -> event.mail().id()).containsExactly("2", "3");
      assertThat(aios.runs().find(new RunId("lead", "1"))).isPresent();
      assertThat(aios.runs().list(null, 10)).hasSize(1);
    }
  }

  @Test
  void any_message_id_makes_a_key() {
    assertThat(Watchers.key("a b/c\u0001@d")).isEqualTo("a_b_c_@d");
    assertThat(Watchers.key("x".repeat(5000))).hasSizeLessThan(130);
    assertThat(Watchers.key("x".repeat(5000))).isNotEqualTo(Watchers.key("x".repeat(5001)));
  }

  private static Message mail(String id) {
    return new Message(
        id, Instant.EPOCH, new Address("Lee", "lee@lead.example"), List.of(), "S", "T", List.of());
  }

  private static void await(Aios aios, BooleanSupplier met) throws InterruptedException {
    for (int i = 0; i < 2000 && !met.getAsBoolean(); i++) {
      aios.world().sleep(Duration.ofMillis(10));
    }
    assertThat(met.getAsBoolean()).isTrue();
  }
}
