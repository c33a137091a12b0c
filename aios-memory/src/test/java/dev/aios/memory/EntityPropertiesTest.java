package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.value.Taint;
import dev.aios.memory.internal.identity.EntityRebuild;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Merges, their taking back, and facts in two times, against their definitions. */
class EntityPropertiesTest {
  private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
  private static final int PEOPLE = 6;

  /** Two people, merged or taken apart again. */
  private record Change(int keep, int gone, boolean merge) {}

  private static Company company() {
    return new Company(Store.MEMORY, Path.of("."), Memory.builder().build());
  }

  private static List<Entity> people(Entities entities) {
    List<Entity> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      Anchor anchor = Anchor.mail("p" + i + "@lindenhof.example");
      people.add(entities.resolve(Entity.Kind.PERSON, "Person " + i, Set.of(anchor), "mail:" + i));
      entities.record(fact(people.get(i).id(), "note", "of " + i, DAY, null, DAY.plusSeconds(i)));
    }
    return people;
  }

  private static Fact fact(
      String of,
      String property,
      String value,
      @Nullable Instant from,
      @Nullable Instant to,
      Instant recorded) {
    return new Fact(of, property, value, from, to, recorded, "s", 1, Taint.NONE);
  }

  /** For each pair some merges and unmerges in turn; pairs in any order among each other. */
  private static List<Change> changes(Random random) {
    List<List<Change>> pairs = new ArrayList<>();
    for (int a = 0; a < PEOPLE; a++) {
      for (int b = a + 1; b < PEOPLE; b++) {
        boolean forward = random.nextBoolean();
        List<Change> pair = new ArrayList<>();
        for (int i = 0, times = Math.max(0, random.nextInt(6) - 2); i < times; i++) {
          pair.add(new Change(forward ? a : b, forward ? b : a, i % 2 == 0));
        }
        pairs.add(pair);
      }
    }
    return interleaved(pairs, random);
  }

  private static List<Change> interleaved(List<List<Change>> pairs, Random random) {
    List<List<Change>> left = new ArrayList<>();
    pairs.forEach(pair -> left.add(new ArrayList<>(pair)));
    List<Change> all = new ArrayList<>();
    left.removeIf(List::isEmpty);
    while (!left.isEmpty()) {
      List<Change> pair = left.get(random.nextInt(left.size()));
      all.add(pair.remove(0));
      left.removeIf(List::isEmpty);
    }
    return all;
  }

  private static List<Change> otherOrder(List<Change> changes, Random random) {
    List<List<Change>> pairs = new ArrayList<>();
    for (int a = 0; a < PEOPLE; a++) {
      for (int b = a + 1; b < PEOPLE; b++) {
        int one = a;
        int two = b;
        pairs.add(
            changes.stream()
                .filter(
                    c -> Math.min(c.keep(), c.gone()) == one && Math.max(c.keep(), c.gone()) == two)
                .toList());
      }
    }
    return interleaved(pairs, random);
  }

  private static void apply(Entities entities, List<Entity> people, List<Change> changes) {
    for (Change change : changes) {
      String keep = people.get(change.keep()).id();
      String gone = people.get(change.gone()).id();
      if (change.merge()) {
        entities.merge(keep, gone, "test");
      } else {
        entities.unmerge(gone, keep, "test");
      }
    }
  }

  /** What a reader sees, with people by number instead of id. */
  private static List<String> seen(Entities entities, List<Entity> people) {
    List<String> seen = new ArrayList<>();
    for (Entity person : people) {
      Entity now = entities.find(person.id()).orElseThrow();
      int head = people.stream().map(Entity::id).toList().indexOf(now.id());
      seen.add(
          head
              + now.name()
              + new TreeSet<>(now.aliases())
              + new TreeSet<>(now.anchors().stream().map(Anchor::toString).toList())
              + entities.history(person.id()).stream().map(Fact::value).toList()
              + entities.merges(person.id()).size());
    }
    seen.add(entities.list(Entity.Kind.PERSON).stream().map(Entity::name).toList().toString());
    return seen;
  }

  @Property(tries = 150)
  void merges_and_unmerges_in_any_order_give_the_same_entities(@ForAll long seed) {
    Random random = new Random(seed);
    List<Change> changes = changes(random);
    try (Company one = company();
        Company two = company()) {
      List<Entity> first = people(one.entities());
      List<Entity> second = people(two.entities());
      apply(one.entities(), first, changes);
      apply(two.entities(), second, otherOrder(changes, random));

      assertThat(seen(two.entities(), second)).isEqualTo(seen(one.entities(), first));
      assertThat(new EntityRebuild(one.journal, one.aios.codec()).run()).isZero();
    }
  }

  @Property(tries = 100)
  void who_is_one_is_who_is_linked_by_the_merges_that_hold(@ForAll long seed) {
    List<Change> changes = changes(new Random(seed));
    try (Company company = company()) {
      List<Entity> people = people(company.entities());
      apply(company.entities(), people, changes);

      int[] group = new int[PEOPLE];
      for (int i = 0; i < PEOPLE; i++) {
        group[i] = i;
      }
      boolean[][] linked = new boolean[PEOPLE][PEOPLE];
      changes.forEach(c -> linked[c.keep()][c.gone()] = c.merge());
      for (int round = 0; round < PEOPLE; round++) {
        for (int a = 0; a < PEOPLE; a++) {
          for (int b = 0; b < PEOPLE; b++) {
            if (linked[a][b]) {
              group[a] = Math.min(group[a], group[b]);
              group[b] = group[a];
            }
          }
        }
      }
      for (int a = 0; a < PEOPLE; a++) {
        for (int b = 0; b < PEOPLE; b++) {
          String one = company.entities().find(people.get(a).id()).orElseThrow().id();
          String two = company.entities().find(people.get(b).id()).orElseThrow().id();
          assertThat(one.equals(two)).isEqualTo(group[a] == group[b]);
        }
      }
    }
  }

  @Property(tries = 100)
  void taking_every_merge_back_gives_everybody_back(@ForAll long seed) {
    Random random = new Random(seed);
    try (Company company = company()) {
      List<Entity> people = people(company.entities());
      List<Change> merges = new ArrayList<>();
      for (int i = 1; i < PEOPLE; i++) {
        merges.add(new Change(random.nextInt(i), i, true));
      }
      Collections.shuffle(merges, random);
      apply(company.entities(), people, merges);
      assertThat(company.entities().list(Entity.Kind.PERSON)).hasSize(1);

      Collections.shuffle(merges, random);
      apply(
          company.entities(),
          people,
          merges.stream().map(c -> new Change(c.keep(), c.gone(), false)).toList());

      for (int i = 0; i < PEOPLE; i++) {
        assertThat(company.entities().find(people.get(i).id())).contains(people.get(i));
        assertThat(company.entities().history(people.get(i).id())).hasSize(1);
      }
    }
  }

  @Property(tries = 300)
  void what_held_at_a_time_as_known_at_another_is_what_the_definition_says(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int at,
      @ForAll @IntRange(max = 12) int known) {
    Random random = new Random(seed);
    try (Company company = company()) {
      Entity person =
          company
              .entities()
              .resolve(Entity.Kind.PERSON, "Anna", Set.of(Anchor.mail("a@b.example")), "s");
      List<Fact> facts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Instant from = random.nextInt(4) == 0 ? null : DAY.plusSeconds(random.nextInt(10));
        Instant to =
            random.nextInt(3) == 0
                ? (from == null ? DAY : from)
                    .plusSeconds(20 - 10L * (from == null ? 0 : 1) + random.nextInt(5))
                : null;
        Fact fact =
            fact(person.id(), "role", "r" + i, from, to, DAY.plusSeconds(random.nextInt(10)));
        facts.add(fact);
        company.entities().record(fact);
      }
      Instant then = DAY.plusSeconds(at);
      Instant by = DAY.plusSeconds(known);
      Optional<Fact> last =
          facts.stream()
              .filter(fact -> !fact.recorded().isAfter(by))
              .filter(fact -> !begins(fact).isAfter(then))
              .max(
                  Comparator.comparing(EntityPropertiesTest::begins)
                      .thenComparing(Fact::recorded)
                      .thenComparing(facts::indexOf));
      List<String> expected =
          last.filter(fact -> fact.validTo() == null || then.isBefore(fact.validTo()))
              .map(fact -> List.of(fact.value()))
              .orElse(List.of());

      assertThat(company.entities().facts(person.id(), then, by).stream().map(Fact::value).toList())
          .isEqualTo(expected);
    }
  }

  private static Instant begins(Fact fact) {
    return fact.validFrom() == null ? fact.recorded() : fact.validFrom();
  }
}
