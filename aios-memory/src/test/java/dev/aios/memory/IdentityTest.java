package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.identity.Merge;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.RunId;
import dev.aios.api.value.Taint;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.identity.Matches;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Merges that can be taken back, doubtful matches, contradictions, relations, cards. */
class IdentityTest {
  private static final Anchor WORK = Anchor.mail("anna@lindenhof.example");
  private static final Anchor HOME = Anchor.mail("anna.weber@post.example");
  private static final Anchor PHONE = Anchor.of("phone", "+49 30 1234");

  @TempDir Path folder;

  private Company company(Store store) {
    return new Company(store, folder, Memory.builder().build());
  }

  private static Instant day(int day) {
    return Instant.parse("2026-11-%02dT09:00:00Z".formatted(day));
  }

  private static Fact fact(
      String of,
      String property,
      String value,
      @Nullable Instant from,
      int recorded,
      String source) {
    return new Fact(of, property, value, from, null, day(recorded), source, 0.9, Taint.NONE);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_merge_that_was_wrong_is_taken_back_and_nothing_is_lost(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:1");
      Entity other = entities.resolve(Kind.PERSON, "A. Weber", Set.of(HOME), "mail:2");
      entities.record(fact(anna.id(), "role", "architect", day(1), 1, "mail:1"));
      entities.record(fact(other.id(), "city", "Bonn", day(1), 1, "mail:2"));
      entities.merge(anna.id(), other.id(), "they looked the same", 0.7);
      entities.record(fact(other.id(), "city", "Berlin", day(2), 2, "mail:3"));
      assertThat(entities.merges(other.id()))
          .extracting(Merge::evidence, Merge::confidence)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("they looked the same", 0.7));

      List<Entity> two = entities.unmerge(other.id(), anna.id(), "two people");

      assertThat(two).containsExactlyInAnyOrder(anna, other);
      assertThat(entities.history(anna.id())).extracting(Fact::value).containsExactly("architect");
      assertThat(entities.history(other.id()))
          .extracting(Fact::value)
          .containsExactly("Bonn", "Berlin");
      assertThat(entities.find(HOME)).contains(other);
      assertThat(entities.apart(anna.id(), other.id())).isTrue();
      assertThat(company.journal.verify().ok()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void who_was_taken_apart_is_not_merged_by_being_seen_together_but_by_being_told(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
      Entity other = entities.resolve(Kind.PERSON, "Anne", Set.of(HOME), "mail:2");
      entities.merge(anna.id(), other.id(), "x");
      entities.unmerge(anna.id(), other.id(), "no");

      Entity seen = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK, HOME, PHONE), "mail:3");

      assertThat(seen.id()).isEqualTo(anna.id());
      assertThat(seen.anchors()).containsExactlyInAnyOrder(WORK, PHONE);
      assertThat(entities.find(HOME)).map(Entity::id).contains(other.id());

      entities.merge(anna.id(), other.id(), "yes after all");
      assertThat(entities.find(HOME)).map(Entity::id).contains(anna.id());
      assertThat(entities.apart(anna.id(), other.id())).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_merge_among_several_can_be_taken_back_while_others_still_link(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity a = entities.resolve(Kind.PERSON, "A", Set.of(WORK), "m");
      Entity b = entities.resolve(Kind.PERSON, "B", Set.of(HOME), "m");
      Entity c = entities.resolve(Kind.PERSON, "C", Set.of(PHONE), "m");
      entities.merge(a.id(), b.id(), "1");
      entities.merge(b.id(), c.id(), "2");

      assertThatThrownBy(() -> entities.unmerge(a.id(), c.id(), "no"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("take back one of the merges that link them");
      assertThatThrownBy(() -> entities.setApart(a.id(), c.id(), "no"))
          .isInstanceOf(ConflictException.class);
      entities.merge(a.id(), c.id(), "3");

      assertThat(entities.unmerge(a.id(), b.id(), "no")).hasSize(1);
      assertThat(entities.unmerge(b.id(), c.id(), "no")).hasSize(2);
      assertThat(entities.find(b.id())).contains(b);
      assertThatThrownBy(() -> entities.unmerge(b.id(), c.id(), "again"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("they are two already");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_certain_match_is_merged_and_a_doubtful_one_becomes_a_question(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:1");
      Entity same =
          entities.resolve(
              Kind.PERSON,
              "Weber, Anna",
              Set.of(Anchor.mail("a.weber@lindenhof.example")),
              "mail:2");
      for (Entity each : List.of(anna, same)) {
        entities.record(fact(each.id(), "phone", "+49 30 99", null, 1, "card"));
      }
      Entity maybe = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(HOME), "mail:3");
      Matches matches = company.aios.service(Matches.class);

      Matches.Swept swept = matches.sweep(Kind.PERSON);

      assertThat(swept.merged())
          .singleElement()
          .satisfies(m -> assertThat(m.confidence()).isGreaterThan(0.95));
      assertThat(entities.find(same.id())).map(Entity::id).contains(anna.id());
      assertThat(swept.asked()).isPositive();
      InboxItem item = company.aios.inbox().open().get(0);
      Matches.Question question = matches.question(item).orElseThrow();
      assertThat(question.keep()).contains("Anna Weber");
      assertThat(question.gone()).contains("anna.weber@post.example");
      assertThat(question.evidence()).contains("both are called 'anna weber'");

      company.aios.inbox().approve(item, "owner");
      company.aios.runs().get(RunId.parse(item.run())).await(Duration.ofSeconds(60));

      assertThat(entities.find(maybe.id())).map(Entity::id).contains(anna.id());
      assertThat(matches.sweep(Kind.PERSON)).isEqualTo(new Matches.Swept(List.of(), 0));
    }
  }

  @Test
  void a_pair_that_has_become_more_alike_is_the_same_question() {
    try (Company company = company(Store.SQLITE)) {
      Entities entities = company.entities();
      String one = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "m").id();
      String other = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(HOME), "m").id();
      entities.resolve(Kind.PERSON, "Ben Stein", Set.of(Anchor.mail("b@stein.example")), "m");
      entities.resolve(Kind.PERSON, "Ben Stein", Set.of(Anchor.mail("b@post.example")), "m");
      Matches matches = company.aios.service(Matches.class);
      assertThat(matches.sweep(Kind.PERSON).asked()).isEqualTo(2);

      Anchor sameName = Anchor.mail("weber.anna@lindenhof.example");
      Anchor asThere = Anchor.mail("weber.anna@mail.example");
      entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK, sameName), "m");
      entities.resolve(Kind.PERSON, "Anna Weber", Set.of(HOME, asThere), "m");

      assertThat(matches.sweep(Kind.PERSON)).isEqualTo(new Matches.Swept(List.of(), 2));
      assertThat(company.aios.inbox().open()).hasSize(2);
      assertThat(entities.find(one)).isNotEqualTo(entities.find(other));
    }
  }

  @Test
  void a_question_survives_a_restart_is_asked_once_and_a_no_keeps_them_apart() {
    String keep;
    String gone;
    try (Company company = company(Store.SQLITE)) {
      keep = company.entities().resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "m").id();
      gone = company.entities().resolve(Kind.PERSON, "Anna Weber", Set.of(HOME), "m").id();
      assertThat(company.aios.service(Matches.class).sweep(Kind.PERSON).asked()).isEqualTo(1);
    }
    try (Company company = company(Store.SQLITE)) {
      Matches matches = company.aios.service(Matches.class);
      assertThat(matches.sweep(Kind.PERSON).asked()).isEqualTo(1);
      InboxItem item = company.aios.inbox().open().get(0);
      assertThat(company.aios.inbox().open()).hasSize(1);
      company.aios.inbox().reject(item, "two cousins", "owner");
      try {
        company.aios.runs().get(RunId.parse(item.run())).await(Duration.ofSeconds(60));
      } catch (dev.aios.api.run.RunFailedException rejected) {
        assertThat(rejected).hasMessageContaining("two cousins");
      }

      assertThat(matches.sweep(Kind.PERSON).asked()).isZero();
      assertThat(company.entities().apart(keep, gone)).isTrue();
      assertThat(company.entities().find(gone)).map(Entity::id).contains(gone);
      assertThat(matches.question(item)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_contradiction_is_shown_with_both_sources_until_something_newer_settles_it(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      String anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "m").id();
      entities.record(fact(anna, "phone", "1", null, 1, "mail:1"));
      entities.record(fact(anna, "phone", "2", null, 3, "crm:7"));
      entities.record(fact(anna, "role", "intern", day(1), 1, "mail:1"));
      entities.record(fact(anna, "role", "partner", day(3), 3, "crm:7"));
      entities.record(fact(anna, "city", "Bonn", null, 1, "mail:1"));
      entities.record(fact(anna, "city", "Berlin", null, 2, "mail:1"));

      assertThat(entities.contradictions(anna, day(5)))
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.property()).isEqualTo("phone");
                assertThat(found.facts())
                    .extracting(Fact::source)
                    .containsExactly("crm:7", "mail:1");
              });
      assertThat(entities.contradictions(anna, day(2))).isEmpty();

      entities.record(fact(anna, "phone", "3", day(6), 6, "call:1"));
      assertThat(entities.contradictions(anna, day(7))).isEmpty();
      assertThat(entities.contradictions(anna, day(5))).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_was_known_at_a_time_is_not_what_is_known_today(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      String anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "m").id();
      entities.record(fact(anna, "city", "Bonn", day(1), 1, "mail:1"));
      entities.record(fact(anna, "city", "Berlin", day(3), 10, "mail:2"));

      assertThat(entities.facts(anna, day(5))).extracting(Fact::value).containsExactly("Berlin");
      assertThat(entities.facts(anna, day(5), day(9)))
          .extracting(Fact::value)
          .containsExactly("Bonn");
      assertThat(entities.facts(anna, day(5), day(10)))
          .extracting(Fact::value)
          .containsExactly("Berlin");
      assertThat(entities.facts(anna, day(2), Instant.EPOCH)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void relations_are_found_from_both_ends_and_follow_merges(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      String anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "m").id();
      String lindenhof =
          entities
              .resolve(
                  Kind.ORGANIZATION,
                  "Lindenhof",
                  Set.of(Anchor.of("domain", "lindenhof.example")),
                  "m")
              .id();
      String again =
          entities
              .resolve(Kind.ORGANIZATION, "Lindenhof GmbH", Set.of(Anchor.of("id:crm", "7")), "m")
              .id();
      String roof =
          entities.resolve(Kind.PROJECT, "Roof", Set.of(Anchor.of("id:crm", "p1")), "m").id();
      String cellar =
          entities.resolve(Kind.PROJECT, "Cellar", Set.of(Anchor.of("id:crm", "p2")), "m").id();
      entities.record(fact(anna, "works-for", again, day(1), 1, "m"));
      entities.record(fact(lindenhof, "delivers", roof, day(1), 1, "m"));
      entities.record(fact(lindenhof, "delivers", cellar, day(2), 2, "m"));
      entities.merge(lindenhof, again, "one company");

      assertThat(entities.relations(lindenhof, day(5)))
          .extracting(Fact::property, Fact::entity)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("delivers", lindenhof),
              org.assertj.core.groups.Tuple.tuple("delivers", lindenhof),
              org.assertj.core.groups.Tuple.tuple("works-for", anna));
      assertThat(entities.relations(anna, day(5))).hasSize(1);
      assertThat(entities.relations(roof, Instant.EPOCH)).isEmpty();
      assertThat(new EntityCards(entities).card(anna, day(5)).orElseThrow().text())
          .contains("works-for: Lindenhof (since 2026-11-01; m)");

      entities.record(fact(anna, "works-for", "somebody else", day(3), 3, "m"));
      assertThat(entities.relations(lindenhof, day(5))).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mail, <Anna@Lindenhof.Example>, anna@lindenhof.example",
    "mail, MAILTO:anna@lindenhof.example, anna@lindenhof.example",
    "mail, anna@müller.example, anna@xn--mller-kva.example",
    "domain, Lindenhof.Example., lindenhof.example",
    "phone, +49 (0)30 1234-5, +493012345",
    "phone, 0049 30 12345, +493012345",
    "phone, tel:+49-30-12345 ext. 7, +493012345",
    "url, HTTPS://Lindenhof.Example/About/, https://lindenhof.example/About",
    "id:crm, ' 7 ', 7",
    "calendar, ' UID-1 ', UID-1",
  })
  void anchors_that_mean_the_same_are_the_same(String type, String found, String normal) {
    assertThat(Anchor.of(type, found).value()).isEqualTo(normal);
  }

  @Test
  void bad_input_is_refused_and_nothing_is_stored() {
    try (Company company = company(Store.MEMORY)) {
      Entities entities = company.entities();
      String anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "m").id();
      long head = company.journal.head();

      assertThatThrownBy(() -> entities.merge(anna, anna + "x", "y", 1))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> entities.merge(anna, anna, "y", Double.NaN))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> entities.unmerge("nobody", anna, "y"))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> entities.relations("nobody", day(1)))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> entities.contradictions("nobody", day(1)))
          .isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> Anchor.of("phone", "call me"))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> Memory.builder().matching(0.5, 0.9).many(" ").build())
          .hasMessageContaining("merges from 0.5 and asks from 0.9")
          .hasMessageContaining("blank");
      assertThat(company.journal.head()).isEqualTo(head);
    }
  }
}
