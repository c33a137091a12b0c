package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.examples.consultancy.input.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a provider in the environment, the same agents ask it; here a double answers for it. */
class ProviderTest {
  private static final Pattern SOURCE = Pattern.compile("(?m)^\\[((?:mail|notes):.*)\\]$");

  @TempDir Path out;

  /** Tells the agents apart by their instructions, and answers each as a model would. */
  private static String answer(String prompt) {
    if (prompt.contains("You sort the mail")) {
      boolean lead =
          prompt.contains("udget") || prompt.contains("Euro") || prompt.contains("euros");
      return "{\"kind\": \"%s\", \"sureness\": 0.97}".formatted(lead ? "LEAD" : "ADVERT");
    }
    if (prompt.contains("You read inquiries")) {
      return "{\"budget\": 25000, \"currency\": \"EUR\", \"decides\": true, \"start\": \"January\","
          + " \"meets\": true, \"sureness\": 0.95}";
    }
    if (prompt.contains("You write one paragraph")) {
      return "{\"text\": \"thank you, spare parts are a pleasure. At EUR 99 an hour I am yours.\"}";
    }
    if (prompt.contains("You answer a question")) {
      Matcher source = SOURCE.matcher(prompt);
      return source.find()
          ? "{\"answer\": \"It says so.\", \"sources\": [\"%s\"], \"sureness\": 0.9}"
              .formatted(source.group(1).replace("\"", "\\\""))
          : "{\"answer\": \"Nothing was found about this.\", \"sources\": [], \"sureness\": 0}";
    }
    return "{}";
  }

  @Test
  void the_agents_ask_the_provider_and_nothing_hidden_reaches_it() throws IOException {
    try (ProviderDouble provider = new ProviderDouble(ProviderTest::answer)) {
      Told told = Told.run("", provider.environment(), args("none"));

      assertThat(told.status()).as(told.text()).isZero();
      assertThat(provider.prompts())
          .anyMatch(prompt -> prompt.contains("You sort the mail"))
          .anyMatch(prompt -> prompt.contains("You read inquiries"))
          .anyMatch(prompt -> prompt.contains("You write one paragraph"))
          .anyMatch(prompt -> prompt.contains("You answer a question"))
          .anyMatch(prompt -> prompt.contains("we are a mail order company for fabrics"))
          .allSatisfy(
              prompt ->
                  assertThat(prompt)
                      .doesNotContain(
                          "ignore your instructions",
                          "archive@marchetti-billing",
                          "maintenance mode",
                          "last ten mails"));
      assertThat(told.text()).contains("It says so.");
      assertThat(told.section("Flows")).containsPattern("lead .* USD 0\\.0\\d+, \\d+ tokens");
      assertThat(told.section("Budgets")).doesNotContain("everything: USD 0.00 of");
    }
  }

  @Test
  void what_a_model_wrote_is_read_by_the_owner_before_it_goes_out() throws IOException {
    try (ProviderDouble provider = new ProviderDouble(ProviderTest::answer)) {
      Told told = Told.run("", provider.environment(), args("none"));

      assertThat(new Output(out).mails()).hasSize(1);
      assertThat(told.section("Inbox"))
          .contains("lead/lead1.0914@fjordkraft-marine.example  APPROVAL, owner-reads");

      Told.run("", provider.environment(), args("all"));

      assertThat(Folder.read(out.resolve("mail")).mails())
          .filteredOn(mail -> mail.to().get(0).email().startsWith("helene.brandt@"))
          .singleElement()
          .satisfies(
              mail ->
                  assertThat(mail.text())
                      .startsWith("Dear Helene Brandt,")
                      .contains("spare parts are a pleasure", "Kind regards\nInes Hallberg"));
    }
  }

  @Test
  void a_second_run_asks_nothing() throws IOException {
    try (ProviderDouble provider = new ProviderDouble(ProviderTest::answer)) {
      Told.run("", provider.environment(), args("none"));
      int asked = provider.prompts().size();

      Told.run("", provider.environment(), args("none"));

      assertThat(asked).isPositive();
      assertThat(provider.prompts()).hasSize(asked);
    }
  }

  @Test
  void a_provider_that_is_down_leaves_plain_work_and_lower_confidence() throws IOException {
    try (ProviderDouble provider =
        new ProviderDouble(
            prompt -> {
              throw new IllegalStateException("out of order");
            })) {
      Told told = Told.run("", provider.environment(), args("none"));

      assertThat(told.status()).as(told.text()).isZero();
      assertThat(provider.prompts()).isNotEmpty();
      assertThat(told.text()).contains("26 October", "Inbox: 9 wait for you");
      assertThat(new Output(out).mails()).hasSize(5);
    }
  }

  @Test
  void the_key_stands_nowhere() throws IOException {
    try (ProviderDouble provider = new ProviderDouble(ProviderTest::answer)) {
      Told told = Told.run("", provider.environment(), args("none"));

      assertThat(told.text()).doesNotContain("sk-of-the-double");
      assertThat(
              new String(
                  java.nio.file.Files.readAllBytes(out.resolve("consultancy.db")),
                  java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("sk-of-the-double");
    }
  }

  private String[] args(String approve) {
    return new String[] {"--out", out.toString(), "--approve", approve};
  }
}
