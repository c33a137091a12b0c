package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Turn;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.canonical.Happening;
import dev.aios.memory.canonical.Knowing;
import dev.aios.memory.canonical.PreferencePair;
import dev.aios.memory.canonical.Training;
import dev.aios.memory.canonical.TrainingSample;
import dev.aios.memory.canonical.View;
import dev.aios.memory.erasure.Erasure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the journal says of other times, and to whom things were known. */
class CanonicalTest {
  private static final Instant DAY = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir Path folder;

  public record Letter(String to, String text) {}

  private Company company(Store store) {
    return new Company(store, folder, Memory.builder().build());
  }

  private static Canonical canonical(Company company) {
    return company.aios.service(Canonical.class);
  }

  private static Fact fact(String of, String property, String value, String source) {
    return new Fact(of, property, value, DAY, null, DAY, source, 1, Taint.NONE);
  }

  private static String person(Company company, String name, String mail) {
    return company.entities().resolve(Kind.PERSON, name, Set.of(Anchor.mail(mail)), "mail:1").id();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void things_are_seen_as_they_stood_at_a_place_and_at_a_time(Store store) throws Exception {
    try (Company company = company(store)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      String other = person(company, "A. Weber", "a@post.example");
      company.entities().record(fact(anna, "city", "Bonn", "mail:1"));
      company.sessions().add("s", new Turn("user", "One.", DAY, Taint.NONE));
      long before = company.journal.head();
      Thread.sleep(5);
      Instant between = company.world.instant();
      Thread.sleep(5);
      company.entities().merge(anna, other, "same");
      company.entities().record(fact(anna, "city", "Berlin", "mail:2"));
      company.sessions().add("s", new Turn("user", "Two.", DAY, Taint.NONE));
      company.sessions().end("s");

      for (View then : List.of(canonical(company).asOf(before), canonical(company).asOf(between))) {
        assertThat(then.position()).isEqualTo(before);
        assertThat(then.entity(other)).map(Entity::id).contains(other);
        assertThat(then.entities(Kind.PERSON)).hasSize(2);
        assertThat(then.facts(anna, DAY)).extracting(Fact::value).containsExactly("Bonn");
        assertThat(then.session("s")).extracting(Turn::text).containsExactly("One.");
      }
      View now = canonical(company).asOf(company.world.instant());
      assertThat(now.entity(other)).map(Entity::id).contains(anna);
      assertThat(now.facts(anna, DAY)).extracting(Fact::value).containsExactly("Berlin");
      assertThat(now.session("s")).as("it has ended").isEmpty();
      View start = canonical(company).asOf(Instant.EPOCH);
      assertThat(start.position()).isZero();
      assertThat(start.entity(anna)).isEmpty();
      assertThat(start.facts(anna, DAY)).isEmpty();
      assertThat(start.session("s")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_timeline_tells_all_that_happened_to_an_entity(Store store) {
    try (Company company = company(store)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      String other = person(company, "A. Weber", "a@post.example");
      company.entities().record(fact(other, "role", "architect", "mail:2"));
      company.entities().merge(anna, other, "same hand");
      company
          .recall()
          .add(
              List.of(
                  new Passage(
                      "n1",
                      Untrusted.text("The roof.", "note:n1"),
                      "About the roof",
                      DAY.minusSeconds(60),
                      Set.of(anna),
                      null,
                      Map.of()),
                  passage("n2", "Not about her.")));
      company.sessions().about("chat/1", Set.of(anna));
      company
          .sessions()
          .add("chat/1", new Turn("user", "Hello Anna.", DAY.plusSeconds(60), Taint.NONE));
      company.sessions().add("chat/2", new Turn("user", "Hello Ben.", DAY, Taint.NONE));

      List<Happening> timeline = canonical(company).timeline(other);

      assertThat(timeline)
          .extracting(Happening::kind, Happening::what)
          .startsWith(
              org.assertj.core.groups.Tuple.tuple("passage", "About the roof"),
              org.assertj.core.groups.Tuple.tuple("fact", "role is architect"),
              org.assertj.core.groups.Tuple.tuple("session", "user: Hello Anna."))
          .contains(
              org.assertj.core.groups.Tuple.tuple("seen", "first as Anna Weber"),
              org.assertj.core.groups.Tuple.tuple("merged", "with " + other + ": same hand"))
          .hasSize(6);
      assertThat(timeline.get(1).toString()).contains("mail:2");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void who_knew_what_when_is_told_by_the_records_that_name_the_source(Store store) {
    Agent<String, String> caller =
        Agent.proposing(
            "caller",
            (who, context) ->
                Proposal.of("called", 0.9)
                    .because(List.of(new Evidence("mail:7", "new number", 1))));
    Saga<String, String> calling =
        Saga.named("calling", 1, String.class).step("call", caller).build();
    try (Company company = company(store)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      company.aios.start(calling, "her", "before").await(Duration.ofSeconds(60));
      company.entities().record(fact(anna, "phone", "1", "mail:7"));
      company.entities().record(fact(anna, "phone", "2", "mail:8"));
      company.aios.start(calling, "her", "after").await(Duration.ofSeconds(60));
      long event = company.aios.events().publish(new Letter("her", "x"), "k", Taint.of("mail:7"));

      List<Knowing> knew = canonical(company).knew(anna, "phone");

      assertThat(knew).extracting(each -> each.fact().value()).containsExactly("1", "2");
      assertThat(knew.get(0).uses())
          .extracting(Knowing.Use::who)
          .containsExactly("run/calling/after", "event/" + event);
      assertThat(knew.get(1).uses()).isEmpty();
      assertThat(knew.get(0).known()).isBeforeOrEqualTo(knew.get(1).known());
      assertThat(canonical(company).knew(anna, "never")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_person_has_one_number_in_all_texts_of_a_sample(Store store) {
    try (Company company = company(store)) {
      for (String name : List.of("Anna Weber", "Ben Stein")) {
        String id = person(company, name, name.charAt(0) + "@lindenhof.example");
        company.entities().record(fact(id, "consent", "training", "form:1"));
      }
      company.aios.start(WRITING, new Letter("all", "Ask Anna Weber, tell Ben Stein"), "1");
      InboxItem item = open(company);
      company.aios.inbox().edit(item, new Letter("all", "Tell Ben Stein"), "owner");

      TrainingSample sample = canonical(company).training().samples().get(0);

      assertThat(sample.prompt()).contains("Ask [PERSON-1], tell [PERSON-2]");
      assertThat(sample.edit()).contains("Tell [PERSON-2]");
    }
  }

  private static final Saga<Letter, Letter> WRITING =
      Saga.named("writing", 1, Letter.class)
          .step(
              "draft",
              Agent.<Letter, Letter>of(
                  "drafter",
                  (letter, context) -> new Letter(letter.to(), letter.text() + " drafted")))
          .approve("owner")
          .map("done", letter -> letter)
          .build();

  private static InboxItem open(Company company) {
    InboxItem item = null;
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (item == null && System.nanoTime() < until) {
      item = company.aios.inbox().open().stream().findFirst().orElse(null);
    }
    assertThat(item).isNotNull();
    return item;
  }

  private static void decide(Company company, String to, String text, String verdict) {
    company.aios.start(WRITING, new Letter(to, text), to + text.hashCode());
    InboxItem item = open(company);
    switch (verdict) {
      case "edit" -> company.aios.inbox().edit(item, new Letter(to, text + " by hand"), "owner");
      case "reject" -> company.aios.inbox().reject(item, "Too long.", "owner");
      default -> company.aios.inbox().approve(item, "owner");
    }
    try {
      company.aios.runs().get(RunId.parse(item.run())).await(Duration.ofSeconds(60));
    } catch (dev.aios.api.run.RunFailedException rejected) {
      assertThat(verdict).isEqualTo("reject");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_people_decided_becomes_samples_with_consent_and_redacted(Store store)
      throws IOException {
    try (Company company = company(store)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      person(company, "Ben Stein", "ben@stein.example");
      company.entities().record(fact(anna, "consent", "training", "form:1"));
      decide(company, "Anna Weber", "Write to anna@lindenhof.example or +49 30 7654321", "edit");
      decide(company, "Ben Stein", "He did not agree", "edit");
      decide(company, "nobody", "Pay DE89 3704 0044 0532 0130 00 and cc x@y.example", "approve");
      decide(company, "nobody", "In 2026-11-02 we sold 1,250.50", "reject");
      Training training = canonical(company).training();

      List<TrainingSample> samples = training.samples();

      assertThat(samples)
          .extracting(TrainingSample::verdict)
          .containsExactly("edit", "approve", "reject");
      TrainingSample edited = samples.get(0);
      assertThat(edited.prompt())
          .isEqualTo("{\"to\":\"[PERSON-1]\",\"text\":\"Write to [PERSON-1] or [PHONE]\"}");
      assertThat(edited.answer()).contains("drafted");
      assertThat(edited.edit()).contains("by hand").contains("[PERSON-1]");
      assertThat(edited.step()).isEqualTo("draft");
      assertThat(samples.get(1).answer())
          .contains("[IBAN]")
          .contains("[MAIL]")
          .doesNotContain("3704");
      assertThat(samples.get(2).prompt()).contains("2026-11-02").contains("1,250.50");
      assertThat(samples.get(2).note()).isEqualTo("Too long.");

      Path file = folder.resolve("samples.jsonl");
      assertThat(training.writeSamples(file)).isEqualTo(new Training.Written(3, 1));
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(3);
      assertThat(
              company
                  .aios
                  .codec()
                  .fromJson(dev.aios.api.value.Json.of(lines.get(0)), TrainingSample.class))
          .isEqualTo(edited);

      Path pairs = folder.resolve("pairs.jsonl");
      assertThat(training.writePreferences(pairs)).isEqualTo(new Training.Written(1, 1));
      PreferencePair pair =
          company
              .aios
              .codec()
              .fromJson(
                  dev.aios.api.value.Json.of(Files.readString(pairs).strip()),
                  PreferencePair.class);
      assertThat(pair.chosen()).isEqualTo(edited.edit());
      assertThat(pair.rejected()).isEqualTo(edited.answer());
      assertThat(training.consent(sample -> true).redact(UnaryOperator.identity()).samples())
          .hasSize(4)
          .anySatisfy(sample -> assertThat(sample.prompt()).contains("Ben Stein"));
      assertThatThrownBy(() -> training.writeSamples(folder.resolve("no/such/folder.jsonl")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("name a file in a folder that exists");
    }
  }

  @Test
  void what_was_erased_is_not_in_the_past_either() {
    try (Company company = company(Store.SQLITE)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      company.sessions().about("s", Set.of(anna));
      company.sessions().add("s", new Turn("user", "One.", DAY, Taint.NONE));
      long before = company.journal.head();
      company.aios.service(Erasure.class).person(anna);

      View then = canonical(company).asOf(before);
      assertThat(then.entity(anna)).isEmpty();
      assertThat(then.session("s")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_named_somebody_who_was_erased_since_gives_no_sample(Store store)
      throws IOException {
    try (Company company = company(store)) {
      String anna = person(company, "Anna Weber", "anna@lindenhof.example");
      company.entities().record(fact(anna, "consent", "training", "form:1"));
      decide(company, "Anna Weber", "She agreed", "edit");
      decide(company, "nobody", "Line one.\nanna@lindenhof.example", "approve");
      decide(company, "nobody", "Nobody is named", "edit");
      Training training = canonical(company).training();
      assertThat(training.samples()).hasSize(3);

      company.aios.service(Erasure.class).person(anna);

      assertThat(training.samples())
          .singleElement()
          .satisfies(sample -> assertThat(sample.prompt()).contains("Nobody is named"));
      assertThat(training.consent(sample -> true).samples()).hasSize(1);
      Path pairs = folder.resolve("pairs.jsonl");
      assertThat(training.writePreferences(pairs)).isEqualTo(new Training.Written(1, 1));
      assertThat(Files.readString(pairs)).doesNotContain("Anna");
    }
  }

  @Test
  void bad_input_is_refused() {
    try (Company company = company(Store.MEMORY)) {
      assertThatThrownBy(() -> canonical(company).asOf(-1))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> canonical(company).timeline("nobody"))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> canonical(company).knew("nobody", "x"))
          .isInstanceOf(NotFoundException.class);
      assertThat(canonical(company).asOf(0).session("")).isEmpty();
      assertThat(canonical(company).asOf(Long.MAX_VALUE).entities(Kind.PERSON)).isEmpty();
      assertThat(canonical(company).training().samples()).isEmpty();
    }
  }
}
