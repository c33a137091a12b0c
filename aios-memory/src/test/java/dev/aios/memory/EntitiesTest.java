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
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.identity.EntityRebuild;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntitiesTest {
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
      Entity of, String property, String value, @Nullable Instant from, int recorded) {
    return new Fact(
        of.id(), property, value, from, null, day(recorded), "note:" + recorded, 0.9, Taint.NONE);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void who_is_seen_again_by_an_anchor_is_the_same(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity first = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:1");
      Entity again = entities.resolve(Kind.PERSON, "A. Weber", Set.of(WORK, PHONE), "mail:2");

      assertThat(again.id()).isEqualTo(first.id());
      assertThat(again.name()).isEqualTo("Anna Weber");
      assertThat(again.aliases()).containsExactly("A. Weber");
      assertThat(again.anchors()).containsExactlyInAnyOrder(WORK, PHONE);
      assertThat(entities.find(PHONE)).contains(again);
      assertThat(entities.find(first.id())).contains(again);
      assertThat(entities.list(Kind.PERSON)).containsExactly(again);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void seeing_nothing_new_writes_nothing(Store store) {
    try (Company company = company(store)) {
      company.entities().resolve(Kind.PERSON, "Anna Weber", Set.of(WORK, HOME), "mail:1");
      long head = company.journal.head();

      company.entities().resolve(Kind.PERSON, " Anna  Weber ", Set.of(HOME), "mail:2");

      assertThat(company.journal.head()).isEqualTo(head);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_address_is_a_name_only_until_the_name_is_told(Store store) {
    try (Company company = company(store)) {
      company.entities().resolve(Kind.PERSON, WORK.value(), Set.of(WORK), "mail:1");
      Entity named = company.entities().resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:2");

      assertThat(named.name()).isEqualTo("Anna Weber");
      assertThat(named.aliases()).containsExactly(WORK.value());
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void anchors_that_lead_to_several_merge_them_into_the_oldest(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity first = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:1");
      Entity second = entities.resolve(Kind.PERSON, "Anna", Set.of(HOME), "mail:2");
      Entity third = entities.resolve(Kind.PERSON, "Frau Weber", Set.of(PHONE), "call:1");

      Entity one = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK, HOME, PHONE), "card");

      assertThat(one.id()).isEqualTo(first.id());
      assertThat(one.aliases()).containsExactlyInAnyOrder("Anna", "Frau Weber");
      assertThat(one.anchors()).containsExactlyInAnyOrder(WORK, HOME, PHONE);
      assertThat(entities.find(second.id())).contains(one);
      assertThat(entities.find(third.id())).contains(one);
      assertThat(entities.find(HOME)).contains(one);
      assertThat(entities.list(Kind.PERSON)).containsExactly(one);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_anchor_of_another_kind_is_a_conflict_and_changes_nothing(Store store) {
    try (Company company = company(store)) {
      Anchor domain = Anchor.of("domain", "Lindenhof.example");
      company.entities().resolve(Kind.ORGANIZATION, "Lindenhof", Set.of(domain), "mail:1");
      long head = company.journal.head();

      assertThatThrownBy(
              () ->
                  company
                      .entities()
                      .resolve(Kind.PERSON, "Anna Weber", Set.of(WORK, domain), "mail:2"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("domain:lindenhof.example")
          .hasMessageContaining("belongs to ORGANIZATION 'Lindenhof'");
      assertThat(company.journal.head()).isEqualTo(head);
      assertThat(company.entities().find(WORK)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void merging_keeps_anchors_aliases_and_facts_of_both(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity keep = entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK), "mail:1");
      Entity gone = entities.resolve(Kind.PERSON, "A. Weber", Set.of(HOME), "mail:2");
      entities.record(fact(keep, "role", "architect", null, 3));
      entities.record(fact(gone, "phone", "+49 30 1", null, 4));

      Entity merged = entities.merge(keep.id(), gone.id(), "the owner said so");
      entities.record(fact(gone, "city", "Berlin", null, 5));

      assertThat(merged.id()).isEqualTo(keep.id());
      assertThat(merged.aliases()).containsExactly("A. Weber");
      assertThat(merged.anchors()).containsExactlyInAnyOrder(WORK, HOME);
      assertThat(entities.history(gone.id()))
          .extracting(Fact::property)
          .containsExactly("role", "phone", "city");
      assertThat(entities.facts(keep.id(), day(6)))
          .extracting(Fact::entity)
          .containsOnly(keep.id());
      assertThat(entities.merge(gone.id(), keep.id(), "again")).isEqualTo(merged);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_chain_of_merges_leads_to_its_end(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      List<Entity> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Anchor anchor = Anchor.of("id:crm", "" + i);
        all.add(entities.resolve(Kind.PROJECT, "Roof " + i, Set.of(anchor), "crm"));
        entities.record(fact(all.get(i), "note", "number " + i, day(i + 1), i + 1));
      }
      for (int i = 0; i < 4; i++) {
        entities.merge(all.get(i + 1).id(), all.get(i).id(), "one project");
      }

      assertThat(entities.find(all.get(0).id()).orElseThrow().id()).isEqualTo(all.get(4).id());
      assertThat(entities.history(all.get(0).id())).hasSize(5);
      assertThat(entities.find(Anchor.of("id:crm", "0"))).isEqualTo(entities.find(all.get(4).id()));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void merging_different_kinds_or_what_is_not_there_is_refused(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity person = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
      Entity project = entities.resolve(Kind.PROJECT, "Roof", Set.of(PHONE), "mail:1");

      assertThatThrownBy(() -> entities.merge(person.id(), project.id(), "no"))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("different kinds");
      assertThatThrownBy(() -> entities.merge(person.id(), "nobody", "no"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("nobody");
      assertThatThrownBy(() -> entities.facts("nobody", day(1)))
          .isInstanceOf(NotFoundException.class);
      assertThat(entities.find("nobody")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_newer_fact_ends_the_older_one_where_it_begins(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
      entities.record(fact(anna, "role", "architect", day(1), 1));
      entities.record(fact(anna, "city", "Berlin", day(2), 2));
      entities.record(fact(anna, "role", "partner", day(10), 12));

      assertThat(entities.facts(anna.id(), day(9)))
          .extracting(Fact::property, Fact::value)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("city", "Berlin"),
              org.assertj.core.groups.Tuple.tuple("role", "architect"));
      assertThat(entities.facts(anna.id(), day(10)))
          .extracting(Fact::value)
          .containsExactly("Berlin", "partner");
      assertThat(entities.facts(anna.id(), day(1)))
          .extracting(Fact::value)
          .containsExactly("architect");
      assertThat(entities.history(anna.id()))
          .extracting(Fact::value, Fact::validTo)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("architect", day(10)),
              org.assertj.core.groups.Tuple.tuple("Berlin", null),
              org.assertj.core.groups.Tuple.tuple("partner", null));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fact_about_the_past_that_is_learnt_late_does_not_end_the_present(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
      entities.record(fact(anna, "role", "partner", day(10), 10));
      entities.record(fact(anna, "role", "intern", day(1), 15));

      assertThat(entities.facts(anna.id(), day(20)))
          .extracting(Fact::value)
          .containsExactly("partner");
      assertThat(entities.facts(anna.id(), day(5)))
          .extracting(Fact::value)
          .containsExactly("intern");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_correction_of_the_same_day_holds_and_both_stay_in_the_history(Store store) {
    try (Company company = company(store)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
      entities.record(fact(anna, "city", "Bonn", day(3), 4));
      entities.record(fact(anna, "city", "Berlin", day(3), 5));

      assertThat(entities.facts(anna.id(), day(3)))
          .extracting(Fact::value)
          .containsExactly("Berlin");
      assertThat(entities.history(anna.id())).hasSize(2);
    }
  }

  @Test
  void facts_that_cannot_be_are_refused() {
    try (Company company = company(Store.MEMORY)) {
      Entity anna = company.entities().resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");

      assertThatThrownBy(
              () ->
                  company
                      .entities()
                      .record(
                          new Fact(
                              anna.id(),
                              " ",
                              "x",
                              day(5),
                              day(5),
                              day(5),
                              "s",
                              Double.NaN,
                              Taint.NONE)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the property is blank")
          .hasMessageContaining("confidence is NaN")
          .hasMessageContaining("not after it begins");
      assertThatThrownBy(
              () ->
                  company
                      .entities()
                      .record(
                          new Fact("nobody", "role", "x", null, null, day(5), "s", 1, Taint.NONE)))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void an_entity_without_a_name_or_an_anchor_is_refused() {
    try (Company company = company(Store.MEMORY)) {
      assertThatThrownBy(
              () -> company.entities().resolve(Kind.PERSON, "\u200b ", Set.of(), "mail:1"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("the name is blank")
          .hasMessageContaining("no anchor");
    }
  }

  @Test
  void entities_survive_a_restart() {
    Entity before;
    try (Company company = company(Store.SQLITE)) {
      before = company.entities().resolve(Kind.PERSON, "Anna", Set.of(WORK), "mail:1");
    }
    try (Company company = company(Store.SQLITE)) {
      assertThat(company.entities().find(WORK)).contains(before);
    }
  }

  @Test
  void two_runtimes_that_see_one_person_at_once_record_one() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Company one = company(Store.SQLITE);
        Company two = company(Store.SQLITE)) {
      CyclicBarrier together = new CyclicBarrier(2);
      for (int round = 0; round < 20; round++) {
        Anchor anchor = Anchor.mail("person" + round + "@lindenhof.example");
        List<Future<Entity>> seen = new ArrayList<>();
        for (Company company : List.of(one, two)) {
          String name = company == one ? "First" : "Second";
          seen.add(
              threads.submit(
                  () -> {
                    together.await();
                    return company
                        .entities()
                        .resolve(Kind.PERSON, name, Set.of(anchor), "mail:" + name);
                  }));
        }
        assertThat(seen.get(0).get().id()).isEqualTo(seen.get(1).get().id());
        Entity person = one.entities().find(anchor).orElseThrow();
        assertThat(person.aliases()).hasSize(1);
      }
      assertThat(one.entities().list(Kind.PERSON)).hasSize(20);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"entity", "anchor", "fact"})
  void rows_that_were_lost_or_damaged_are_made_again_from_the_records(String table) {
    try (Company company = company(Store.SQLITE)) {
      Entities entities = company.entities();
      Entity anna = entities.resolve(Kind.PERSON, WORK.value(), Set.of(WORK), "mail:1");
      entities.resolve(Kind.PERSON, "Anna Weber", Set.of(WORK, PHONE), "mail:2");
      Entity other = entities.resolve(Kind.PERSON, "A. Weber", Set.of(HOME), "mail:3");
      entities.record(fact(other, "city", "Berlin", null, 4));
      entities.merge(anna.id(), other.id(), "owner");
      Entity before = entities.find(HOME).orElseThrow();
      List<Fact> facts = entities.history(anna.id());
      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run()).isZero();

      var rows = company.journal.rows(dev.aios.api.journal.RowQuery.table(table));
      Write.Builder damage = Write.builder();
      rows.stream()
          .skip(1)
          .forEach(row -> damage.row(new RowChange.Delete(table, row.key(), RowChange.ANY)));
      damage.row(new RowChange.Put(table, rows.get(0).key(), RowChange.ANY, "", 0, Json.of("{}")));
      damage.row(new RowChange.Put(table, "forged", RowChange.ANY, "", 0, Json.of("{}")));
      company.journal.writeNow(damage.build());

      assertThat(new EntityRebuild(company.journal, company.aios.codec()).run())
          .isEqualTo(rows.size() + 1);
      assertThat(entities.find(HOME)).contains(before);
      assertThat(entities.history(anna.id())).isEqualTo(facts);
      assertThat(entities.list(Kind.PERSON)).containsExactly(before);
      assertThat(company.journal.verify().ok()).isTrue();
    }
  }
}
