package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Need;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Summarisers;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasable;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.internal.identity.EntityRebuild;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.seal.Seals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is erased is in no file any more, and the chain still verifies. */
class ErasureTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Fidelity SMALL = Fidelity.BALANCED.window(Tokens.of(1_000));

  @TempDir Path folder;

  private String anna = "";
  private String ben = "";

  private static Memory memory(Erasable... others) {
    Memory.Builder memory =
        Memory.builder()
            .embedder(new HashingEmbedder())
            .summariser(Summarisers.byModel(Need.CHEAPEST));
    for (Erasable other : others) {
      memory.erasable(other);
    }
    return memory.build();
  }

  private Company company(Store store, Erasable... others) {
    return new Company(
        store,
        folder,
        memory(others),
        new ListeningModel(request -> "Zusammenfassung Wendeltreppe."));
  }

  private static Passage passage(String id, String text, Set<String> entities) {
    return new Passage(
        id, Untrusted.text(text, "note:" + id), "Title " + id, null, entities, null, Map.of());
  }

  private static Fact fact(String of, String property, String value, @Nullable String source) {
    return new Fact(
        of, property, value, NOW, null, NOW, source == null ? "note:x" : source, 1, Taint.NONE);
  }

  /** Everything that memory can hold of Anna, and a little of Ben. */
  private void live(Company company) {
    var entities = company.entities();
    anna =
        entities
            .resolve(
                Kind.PERSON,
                "Annabella Weberknecht",
                Set.of(
                    Anchor.mail("annabella@lindenhof.example"),
                    Anchor.of("phone", "+49 171 5550123")),
                "mail:1")
            .id();
    Entity other =
        entities.resolve(
            Kind.PERSON,
            "Bella Weberknechtin",
            Set.of(Anchor.mail("bella@post.example")),
            "mail:2");
    entities.merge(anna, other.id(), "Schwesternverdacht");
    ben =
        entities
            .resolve(
                Kind.PERSON, "Benedikt Stein", Set.of(Anchor.mail("ben@stein.example")), "mail:3")
            .id();
    entities.record(fact(anna, "role", "Glasbläserin", null));
    entities.record(fact(other.id(), "city", "Quakenbrück", null));
    entities.record(fact(ben, "role", "Steinmetz", null));
    entities.record(fact(ben, "knows", anna, "mail:9"));
    company
        .recall()
        .add(
            List.of(
                passage("p1", "The vitrine needs quartzsand by Friday.", Set.of(anna)),
                passage("p2", "Call annabella@lindenhof.example about the furnacedoor.", Set.of()),
                passage("p3", "Reach her under 0171-555 01 23, codeword kiln.", Set.of()),
                passage("p4", "The granite for Ben arrives.", Set.of(ben))));
    company.sessions().about("chat/1", Set.of(anna));
    for (int i = 0; i < 100; i++) {
      company
          .sessions()
          .add("chat/1", new Turn("user", "Satz " + i + " ueber Murmelglas.", NOW, Taint.NONE));
    }
    company.sessions().end("chat/1");
    for (int i = 0; i < 100; i++) {
      company
          .sessions()
          .add("chat/1", new Turn("user", "Wort " + i + " ueber Rubinglas.", NOW, Taint.NONE));
    }
    company.sessions().add("chat/2", new Turn("user", "Ueber Granitplatten.", NOW, Taint.NONE));
    Contexts contexts = company.aios.service(Contexts.class);
    contexts.pin("chat/1", "vow", "Liefert nur Opalglas.");
    ContextRequest request = ContextRequest.of("chat/1", "vitrine").fidelity(SMALL);
    contexts.warm("daily", request);
    assertThat(contexts.summary("chat/1", SMALL)).isPresent();
    company
        .aios
        .service(DerivedStore.class)
        .put(
            new Derived(
                "d1",
                "digest",
                "Destillat Schmelzofen.",
                Set.of("passage:p1"),
                NOW,
                "t",
                Taint.NONE));
  }

  private static final List<String> HERS =
      List.of(
          "Annabella",
          "Weberknecht",
          "annabella@lindenhof.example",
          "bella@post.example",
          "5550123",
          "Schwesternverdacht",
          "Glasbläserin",
          "Quakenbrück",
          "quartzsand",
          "furnacedoor",
          "codeword kiln",
          "Rubinglas",
          "Opalglas",
          "Wendeltreppe",
          "Schmelzofen");

  private static final List<String> HIS =
      List.of("Benedikt Stein", "Steinmetz", "granite", "Granitplatten");

  private List<String> found(List<String> needles) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String needle : needles) {
          String raw =
              new String(needle.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          if (bytes.contains(raw) && !found.contains(needle)) {
            found.add(needle);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> vectors(Company company) {
    List<String> vectors = new ArrayList<>();
    for (Row row : company.journal.rows(RowQuery.table("recall.chunk"))) {
      ChunkRow chunk = company.aios.codec().fromJson(row.body(), ChunkRow.class);
      if (!chunk.text().contains("granite") && chunk.vector() != null) {
        vectors.add(chunk.vector().substring(0, 200));
      }
    }
    return vectors;
  }

  @Test
  void after_an_erasure_no_byte_of_a_person_is_in_the_files_and_the_chain_verifies() {
    List<String> vectors;
    try (Company company = company(Store.SQLITE)) {
      live(company);
      vectors = vectors(company);
      assertThat(vectors).hasSize(3);
      assertThat(found(HERS))
          .as("the test looks at the right place")
          .containsExactlyInAnyOrderElementsOf(HERS);
      assertThat(found(vectors)).hasSize(3);

      Erased erased = company.aios.service(Erasure.class).person(anna);

      assertThat(erased.counts())
          .containsEntry("passages", 3)
          .containsEntry("sessions", 1)
          .containsEntry("entities", 2);
      assertThat(erased.filesClean()).isTrue();
      assertThat(erased.elsewhere()).isEmpty();
      assertThat(found(HERS)).isEmpty();
      assertThat(found(vectors)).isEmpty();
      assertThat(found(HIS)).containsExactlyInAnyOrderElementsOf(HIS);
      assertThat(company.journal.verify().ok()).isTrue();
      assertThat(company.entities().find(anna)).isEmpty();
      assertThat(company.entities().find(Anchor.mail("bella@post.example"))).isEmpty();
      assertThat(company.entities().history(ben))
          .extracting(Fact::value)
          .containsExactly("Steinmetz");
      assertThat(
              company.recall().search(dev.aios.api.memory.Recall.Query.of("vitrine quartzsand", 5)))
          .noneSatisfy(hit -> assertThat(hit.text()).contains("quartzsand"));
      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run()).isZero();
    }
    assertThat(found(HERS)).isEmpty();
    try (Company company = company(Store.SQLITE)) {
      assertThat(company.journal.verify().ok()).isTrue();
      assertThat(company.entities().list(Kind.PERSON)).extracting(Entity::id).containsExactly(ben);
      assertThat(company.recall().size()).isEqualTo(1);
      Entity again =
          company
              .entities()
              .resolve(Kind.PERSON, "Annabella", Set.of(Anchor.mail("bella@post.example")), "m");
      assertThat(again.id()).isNotEqualTo(anna);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void who_was_set_apart_from_somebody_erased_is_as_if_there_had_been_nobody(Store store) {
    try (Company company = company(store)) {
      live(company);
      company.entities().merge(anna, ben, "a mistake");
      company.entities().unmerge(ben, anna, "put right");
      company.entities().merge(ben, anna, "another");
      company.entities().unmerge(anna, ben, "put right");

      company.aios.service(Erasure.class).person(anna);

      assertThat(company.entities().find(ben)).map(Entity::name).contains("Benedikt Stein");
      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_other_parts_hold_is_told(Store store) {
    try (Company company = company(store)) {
      live(company);
      company.journal.writeNow(
          dev.aios.api.journal.Write.of(
              new dev.aios.api.journal.Draft(
                  "run.noted",
                  "run/x/1",
                  dev.aios.api.value.Json.of("{\"to\":\"Annabella Weberknecht\"}"))));

      Erased erased = company.aios.service(Erasure.class).person(anna);

      assertThat(erased.elsewhere()).containsExactly("run/x/1");
    }
  }

  private static Erasable archive(boolean[] fails, List<Erasable.Subject> asked) {
    return new Erasable() {
      @Override
      public String name() {
        return "mail archive";
      }

      @Override
      public int erase(Subject subject) throws IOException {
        asked.add(subject);
        if (fails[0]) {
          throw new IOException("the share is not mounted");
        }
        return 7;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_erasure_that_was_interrupted_goes_on_when_it_is_called_again(Store store) {
    boolean[] fails = {true};
    List<Erasable.Subject> asked = new ArrayList<>();
    try (Company company = company(store, archive(fails, asked))) {
      live(company);
      Erasure erasure = company.aios.service(Erasure.class);
      assertThatThrownBy(() -> erasure.person(anna))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("call it once more");
      assertThat(company.entities().find(anna)).isEmpty();
      fails[0] = false;

      assertThat(erasure.person(anna).counts()).containsEntry("mail archive", 7);

      assertThat(asked).hasSize(2);
      assertThat(asked.get(1)).isEqualTo(asked.get(0));
      assertThat(company.journal.rows(RowQuery.table("erasure"))).isEmpty();
      assertThatThrownBy(() -> erasure.person(anna)).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void an_erasure_that_was_interrupted_goes_on_when_the_runtime_is_opened_again() {
    boolean[] fails = {true};
    List<Erasable.Subject> asked = new ArrayList<>();
    Erasable archive = archive(fails, asked);
    try (Company company = company(Store.SQLITE, archive)) {
      live(company);
      assertThatThrownBy(() -> company.aios.service(Erasure.class).person(anna))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("mail archive could not erase")
          .hasMessageContaining("the share is not mounted");
    }
    assertThat(found(HERS)).as("its own row still names her").isNotEmpty();
    fails[0] = false;
    try (Company company = company(Store.SQLITE, archive)) {
      assertThat(asked).hasSize(2);
      assertThat(asked.get(1)).isEqualTo(asked.get(0));
      assertThat(asked.get(1).names()).contains("Annabella Weberknecht");
      assertThat(found(HERS)).isEmpty();
      assertThat(company.journal.verify().ok()).isTrue();
      assertThat(company.journal.rows(RowQuery.table("erasure"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_legal_hold_forbids_it_until_it_is_released(Store store) {
    try (Company company = company(store)) {
      live(company);
      Erasure erasure = company.aios.service(Erasure.class);
      erasure.hold(new LegalHold("case 7", Set.of(anna), Set.of(), Set.of(), "court of Berlin"));
      assertThat(erasure.holds()).hasSize(1);
      int size = company.recall().size();

      assertThatThrownBy(() -> erasure.person(anna))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("case 7")
          .hasMessageContaining("Nothing was erased");
      assertThatThrownBy(() -> erasure.session("chat/1")).isInstanceOf(ConflictException.class);
      assertThat(company.recall().size()).isEqualTo(size);
      erasure.hold(new LegalHold("case 7", Set.of(), Set.of("note"), Set.of(), "court of Berlin"));
      assertThatThrownBy(() -> erasure.person(anna))
          .as("her notes")
          .isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> erasure.source("note:p1")).isInstanceOf(ConflictException.class);

      assertThat(erasure.release("case 7")).isTrue();
      assertThat(erasure.release("case 7")).isFalse();
      assertThat(erasure.person(anna).counts()).containsEntry("entities", 2);
    }
  }

  @Test
  void a_session_is_erased_with_all_earlier_ones_of_its_name() {
    try (Company company = company(Store.SQLITE)) {
      live(company);
      assertThat(found(List.of("Rubinglas"))).hasSize(1);

      Erased erased = company.aios.service(Erasure.class).session("chat/1");

      assertThat(erased.counts()).containsEntry("sessions", 1);
      assertThat(found(List.of("Murmelglas", "Rubinglas", "Opalglas", "Wendeltreppe"))).isEmpty();
      assertThat(company.sessions().window("chat/1", Tokens.of(100)).turns()).isEmpty();
      assertThat(company.journal.verify().ok()).isTrue();
      company.sessions().add("chat/1", new Turn("user", "Again.", NOW, Taint.NONE));
      assertThat(company.sessions().window("chat/1", Tokens.of(100)).turns()).hasSize(1);
      assertThat(company.aios.service(Erasure.class).session("never").counts())
          .containsEntry("sessions", 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_session_that_has_ended_is_held_and_erased_with_whom_it_was_about(Store store) {
    try (Company company = company(store)) {
      anna =
          company
              .entities()
              .resolve(Kind.PERSON, "Anna", Set.of(Anchor.mail("a@b.example")), "mail:1")
              .id();
      Seals seals = new Seals(company.journal, company.aios.codec());
      company.sessions().about("chat/1", Set.of(anna));
      company.sessions().add("chat/1", new Turn("user", "Ueber Murmelglas.", NOW, Taint.NONE));
      company.sessions().end("chat/1");
      assertThat(company.sessions().about("chat/1")).isEmpty();
      assertThat(company.aios.service(Canonical.class).timeline(anna))
          .anySatisfy(happening -> assertThat(happening.what()).contains("Murmelglas"));
      Erasure erasure = company.aios.service(Erasure.class);
      erasure.hold(new LegalHold("case 7", Set.of(anna), Set.of(), Set.of(), "court"));
      assertThatThrownBy(() -> erasure.session("chat/1")).isInstanceOf(ConflictException.class);
      assertThat(seals.keysOf("session/chat/1")).hasSize(1);
      erasure.release("case 7");

      assertThat(erasure.person(anna).counts()).containsEntry("sessions", 1);

      assertThat(seals.keysOf("session/chat/1")).isEmpty();
      assertThat(company.journal.rows(RowQuery.table("session.about"))).isEmpty();
      assertThat(company.journal.rows(RowQuery.table("session.ended"))).isEmpty();
    }
  }

  @Test
  void a_source_is_erased_with_its_passages_and_facts() {
    try (Company company = company(Store.SQLITE)) {
      live(company);
      company.entities().record(fact(anna, "wish", "Quarzuhrwerk", "note:p1"));
      assertThat(found(List.of("Quarzuhrwerk"))).hasSize(1);

      Erased erased = company.aios.service(Erasure.class).source("note:p1");

      assertThat(erased.counts()).containsEntry("passages", 1).containsEntry("facts", 1);
      assertThat(found(List.of("Quarzuhrwerk", "quartzsand", "Schmelzofen"))).isEmpty();
      assertThat(company.entities().history(anna))
          .extracting(Fact::property)
          .containsExactly("role", "city");
      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run()).isZero();
      assertThat(company.journal.verify().ok()).isTrue();
    }
  }

  @Test
  void records_are_sealed_and_a_key_opens_only_its_own() {
    try (Company company = company(Store.SQLITE)) {
      live(company);
      Seals seals = new Seals(company.journal, company.aios.codec());
      JournalRecord turn = company.journal.readStream("session/chat/2", 0, 1).get(0);
      assertThat(turn.body().toString()).doesNotContain("Granitplatten");
      assertThat(seals.open(turn).orElseThrow().toString()).contains("Granitplatten");

      JournalRecord moved =
          new JournalRecord(
              turn.position(),
              turn.time(),
              "session.pinned",
              turn.stream(),
              turn.body(),
              turn.hash());
      assertThatThrownBy(() -> seals.open(moved))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("cannot be opened");
    }
  }

  @Test
  void bad_input_is_refused_and_nothing_is_stored() {
    try (Company company = company(Store.MEMORY)) {
      Erasure erasure = company.aios.service(Erasure.class);
      long head = company.journal.head();

      assertThatThrownBy(() -> erasure.person("nobody"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("nothing was erased");
      assertThatThrownBy(() -> erasure.session(" ")).isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> erasure.source("")).isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> erasure.hold(new LegalHold(" ", Set.of(), Set.of(), Set.of(), "x")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("its name is blank")
          .hasMessageContaining("it holds nothing");
      assertThat(erasure.release("never")).isFalse();
      assertThat(company.journal.head()).isEqualTo(head);
    }
  }
}
