package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.ErasedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.canonical.View;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.LegalHold;
import dev.aios.testkit.model.HashingEmbedder;
import dev.aios.tests.archive.ArchivingNode.Parcel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An erasure of a person reaches the runs that are about her, archived or not. */
@Timeout(180)
class ErasedPersonTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String WORD = "Quittengelee";

  @TempDir Path dir;

  private Aios open() {
    return ArchivingNode.builder(dir)
        .extension(Memory.builder().embedder(new HashingEmbedder(64)).build())
        .open();
  }

  private static String person(Aios aios, String name) {
    return aios.service(Entities.class)
        .resolve(Entity.Kind.PERSON, name, Set.of(Anchor.mail(name + "@post.example")), "mail:1")
        .id();
  }

  private List<String> filesWith(String word) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
          try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            bytes = plain.readAllBytes();
          }
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(word)) {
          found.add(file.toString());
        }
      }
    }
    return found;
  }

  @Test
  void the_runs_about_a_person_and_those_merged_into_her_are_erased_with_her() throws IOException {
    try (Aios aios = open()) {
      String anna = person(aios, "Annabella");
      String twin = person(aios, "Annbella");
      String ben = person(aios, "Benedikt");
      StartOptions about = StartOptions.NONE;
      Run<Parcel> hers =
          aios.start(ArchivingNode.SENDING, new Parcel(WORD + 1, 0), "1", about.about(anna));
      Run<Parcel> twins =
          aios.start(ArchivingNode.SENDING, new Parcel(WORD + 2, 0), "2", about.about(twin));
      hers.await(LONG);
      twins.await(LONG);
      aios.archive().now();
      Run<Parcel> both =
          aios.start(
              ArchivingNode.SENDING,
              new Parcel("Annabella " + WORD + 3, 0),
              "3",
              about.about(anna, ben));
      Run<Parcel> his =
          aios.start(ArchivingNode.SENDING, new Parcel("of Annabella", 0), "4", about.about(ben));
      Run<Parcel> nobodys = aios.start(ArchivingNode.SENDING, new Parcel("to Annabella", 0), "5");
      both.await(LONG);
      his.await(LONG);
      nobodys.await(LONG);
      assertThat(filesWith(WORD)).isEmpty();
      aios.service(Entities.class).merge(anna, twin, "the same");

      Erased erased = aios.service(Erasure.class).person(anna);

      assertThat(erased.counts()).containsEntry("runs", 3);
      assertThat(erased.filesClean()).isTrue();
      assertThat(erased.runs().erased())
          .containsExactlyInAnyOrder(hers.id(), twins.id(), both.id());
      assertThatThrownBy(hers::result).isInstanceOf(ErasedException.class);
      assertThatThrownBy(both::result).isInstanceOf(ErasedException.class);
      // what names her and was declared to be about somebody else can be erased by itself
      assertThat(erased.elsewhere())
          .contains("run/sending/4", "run/sending/5")
          .doesNotContain("run/sending/1", "run/sending/3");
      var more = aios.service(Erasure.class).runs(erased.elsewhere());
      assertThat(more.erased()).containsExactly(his.id());
      assertThat(more.held()).hasSize(1).allMatch(why -> why.contains("started about nobody"));
      assertThat(nobodys.result().orElseThrow().name()).contains("Annabella");
      assertThat(aios.journal().verify().ok()).isTrue();
      assertThat(aios.archive().verify().ok()).isTrue();
      assertThat(aios.service(Canonical.class).timeline(ben)).isNotNull();
      assertThat(aios.service(Canonical.class).training().samples()).isEmpty();
      View now = aios.service(Canonical.class).asOf(aios.world().instant());
      assertThat(now.run(hers.id())).isEmpty();
      assertThat(now.run(both.id())).isEmpty();
      assertThat(now.run(nobodys.id())).isNotEmpty();
      assertThatThrownBy(() -> now.run(new RunId("sending", "never")))
          .isInstanceOf(NotFoundException.class);
      assertThat(aios.runs().about(anna)).isEmpty();
    }
  }

  @Test
  void runs_and_events_about_somebody_who_is_held_stay_until_the_hold_is_released() {
    try (Aios aios = open()) {
      String anna = person(aios, "Annabella");
      String ben = person(aios, "Benedikt");
      Run<Parcel> both =
          aios.start(
              ArchivingNode.SENDING, new Parcel(WORD, 0), "1", StartOptions.NONE.about(anna, ben));
      both.await(LONG);
      aios.events().publish(new Parcel(WORD, 1), "", Taint.NONE, List.of(anna, ben));
      Erasure erasure = aios.service(Erasure.class);
      erasure.hold(new LegalHold("case 7", Set.of(ben), Set.of(), Set.of(), "a court"));

      Erased erased = erasure.person(anna);

      assertThat(erased.counts()).containsEntry("runs", 0);
      assertThat(erased.runs().held())
          .hasSize(2)
          .allMatch(why -> why.contains("case 7"))
          .anyMatch(why -> why.startsWith("event/"));
      assertThat(eventKeys(aios)).isOne();
      assertThat(both.result()).isPresent();
      assertThatThrownBy(() -> aios.runs().erase(both.id()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("case 7");
      assertThat(erasure.release("case 7")).isTrue();
      assertThat(aios.runs().eraseAbout(anna).erased()).containsExactly(both.id());
      assertThatThrownBy(both::result).isInstanceOf(ErasedException.class);
      assertThat(eventKeys(aios)).isZero();
    }
  }

  private static long eventKeys(Aios aios) {
    return aios.journal().rows(RowQuery.table("key")).stream()
        .filter(row -> row.key().startsWith("event/"))
        .count();
  }

  @Test
  void a_run_under_way_is_erased_when_it_ends_though_its_person_is_gone() {
    Saga<Parcel, Parcel> waiting =
        Saga.named("waiting", 1, Parcel.class)
            .await("go", Parcel.class, (Parcel of, Parcel go) -> go)
            .build();
    try (Aios aios =
        ArchivingNode.builder(dir)
            .saga(waiting)
            .poll(Duration.ofMillis(100))
            .extension(Memory.builder().embedder(new HashingEmbedder(64)).build())
            .open()) {
      String anna = person(aios, "Annabella");
      Run<Parcel> run =
          aios.start(waiting, new Parcel(WORD, 0), "1", StartOptions.NONE.about(anna));

      Erased erased = aios.service(Erasure.class).person(anna);

      assertThat(erased.runs().underWay()).containsExactly(new RunId("waiting", "1"));
      run.signal("go", new Parcel("there", 0));
      while (!run.status().why().equals("erased")) {
        LockSupport.parkNanos(20_000_000); // the timeout of the test ends it
      }
      assertThatThrownBy(run::result).isInstanceOf(ErasedException.class);
    }
  }
}
