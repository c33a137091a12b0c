package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.identity.Inventory.DataSource;
import dev.aios.api.identity.Inventory.RetentionRule;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Turn;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.memory.erasure.Retention;
import dev.aios.memory.erasure.Retention.Kept;
import dev.aios.memory.internal.seal.Seals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionTest {
  @TempDir Path folder;

  private static Passage passage(String id, String source, @Nullable Instant time) {
    return new Passage(
        id, Untrusted.text("What " + id + " says.", source), "", time, Set.of(), null, Map.of());
  }

  private static void rules(Company company) {
    company.inventory().register(new RetentionRule("short", Duration.ofDays(30), "consent"));
    company.inventory().register(new RetentionRule("ever", null, "law"));
    company.inventory().register(new DataSource("mail", "mbox", "mail/", null, "short", false));
    company.inventory().register(new DataSource("books", "csv", "books/", null, "ever", true));
    company.inventory().register(new DataSource("chat", "session", "app", null, "short", false));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_past_its_time_goes_by_the_rule_of_its_source(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      rules(company);
      Instant now = company.world.instant();
      Instant old = now.minus(Duration.ofDays(31));
      company
          .recall()
          .add(
              List.of(
                  passage("m-old", "mail:1", old),
                  passage("m-new", "mail:2", now.minus(Duration.ofDays(29))),
                  passage("m-undated", "mail:3", null),
                  passage("b-old", "books:1", old),
                  passage("other", "note:1", old)));
      String anna =
          company
              .entities()
              .resolve(Kind.PERSON, "Anna", Set.of(Anchor.mail("a@b.example")), "mail:1")
              .id();
      for (String source : List.of("mail:1", "books:1")) {
        company
            .entities()
            .record(
                new Fact(
                    anna, "from-" + source.charAt(0), "x", null, null, old, source, 1, Taint.NONE));
      }
      company.sessions().add("chat/old", new Turn("user", "Long ago.", old, Taint.NONE));
      company.sessions().add("chat/new", new Turn("user", "Just now.", now, Taint.NONE));
      company.sessions().add("desk", new Turn("user", "Long ago.", old, Taint.NONE));
      Retention retention = company.aios.service(Retention.class);

      assertThat(retention.sweep()).isEqualTo(new Retention.Swept(1, 1, 1, List.of(), true));

      assertThat(company.recall().size()).isEqualTo(4);
      assertThat(company.entities().history(anna))
          .extracting(Fact::property)
          .containsExactly("from-b");
      assertThat(company.sessions().window("chat/old", Tokens.of(9)).turns()).isEmpty();
      assertThat(company.sessions().window("chat/new", Tokens.of(9)).turns()).hasSize(1);

      retention.rule(Kept.SESSION, "short");
      retention.rule(Kept.PASSAGE, "short");
      assertThat(retention.sweep()).isEqualTo(new Retention.Swept(1, 0, 1, List.of(), true));
      assertThat(retention.sweep()).isEqualTo(new Retention.Swept(0, 0, 0, List.of(), true));
      assertThat(company.journal.verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_session_that_has_ended_goes_by_the_rule_too_and_a_newer_one_of_its_name_stays(
      Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      rules(company);
      Seals seals = new Seals(company.journal, company.aios.codec());
      Instant old = company.world.instant().minus(Duration.ofDays(31));
      String anna =
          company
              .entities()
              .resolve(Kind.PERSON, "Anna", Set.of(Anchor.mail("a@b.example")), "note:1")
              .id();
      for (String session : List.of("chat/gone", "chat/again")) {
        company.sessions().about(session, Set.of(anna));
        company.sessions().add(session, new Turn("user", "Long ago.", old, Taint.NONE));
        company.sessions().end(session);
      }
      Turn now = new Turn("user", "Just now.", company.world.instant(), Taint.NONE);
      company.sessions().add("chat/again", now);
      company.sessions().add("chat/new", now);
      company.sessions().end("chat/new");
      Erasure erasure = company.aios.service(Erasure.class);
      Retention retention = company.aios.service(Retention.class);
      erasure.hold(new LegalHold("case", Set.of(anna), Set.of(), Set.of(), "court"));
      assertThat(retention.sweep().held())
          .containsExactlyInAnyOrder("session chat/gone: case", "session chat/again: case");
      assertThat(seals.keysOf("session/chat/gone")).hasSize(1);
      erasure.release("case");

      assertThat(retention.sweep()).isEqualTo(new Retention.Swept(0, 0, 2, List.of(), true));

      assertThat(seals.keysOf("session/chat/gone")).isEmpty();
      assertThat(seals.keysOf("session/chat/again")).hasSize(1);
      assertThat(seals.keysOf("session/chat/new")).hasSize(1);
      assertThat(company.sessions().window("chat/again", Tokens.of(9)).turns()).hasSize(1);
      assertThat(retention.sweep().sessions()).isZero();
    }
  }

  @Test
  void what_is_swept_is_in_no_file_any_more() throws IOException {
    try (Company company = new Company(Store.SQLITE, folder, Memory.builder().build())) {
      rules(company);
      Instant old = company.world.instant().minus(Duration.ofDays(31));
      company.sessions().add("chat/old", new Turn("user", "Smaragdgrün.", old, Taint.NONE));
      company.aios.service(Retention.class).sweep();
      for (String name : List.of("company.db", "company.db-wal")) {
        String bytes = Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("Smaragdgr");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_under_a_legal_hold_stays_and_is_told(Store store) {
    try (Company company = new Company(store, folder, Memory.builder().build())) {
      rules(company);
      Instant old = company.world.instant().minus(Duration.ofDays(31));
      company.recall().add(List.of(passage("m1", "mail:1", old), passage("m2", "mail:2", old)));
      Erasure erasure = company.aios.service(Erasure.class);
      erasure.hold(new LegalHold("case", Set.of(), Set.of("mail:1"), Set.of(), "r"));
      Retention retention = company.aios.service(Retention.class);

      assertThat(retention.sweep())
          .isEqualTo(new Retention.Swept(1, 0, 0, List.of("passage m1: case"), true));
      erasure.release("case");
      assertThat(retention.sweep().passages()).isEqualTo(1);
      assertThatThrownBy(() -> retention.rule(Kept.FACT, "no such rule"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("no such rule");
    }
  }
}
