package dev.aios.tests.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ErasedException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.seal.Keys;
import dev.aios.core.internal.seal.SealedBody;
import dev.aios.core.internal.seal.SealedJournal;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sealed on the way down, opened on the way up, and not at all without the key. */
class SealedJournalTest {
  private static final String KEY = "run/care/\"1\" ü";
  private static final Json BODY = Json.of("{\"word\":\"Quittengelee\"}");

  private final VirtualWorld world = VirtualWorld.builder().build();
  private final Journal kept = new MemoryJournal(world);
  private final Journal journal = new SealedJournal(kept, world);
  private final Journal other = new SealedJournal(kept, world);

  @AfterEach
  void close() {
    kept.close();
    world.close();
  }

  private void made(Draft draft) {
    Write key = new Keys(journal).make(KEY, List.of("anna"));
    journal.writeNow(Write.builder().all(key).record(draft).build());
  }

  private static Draft draft(Json body) {
    return new Draft("note.added", "note/1", body);
  }

  private void shred() {
    journal.writeNow(Keys.shred(new Keys(journal).find(KEY).orElseThrow()));
  }

  @Test
  void a_body_with_a_label_is_a_cipher_below_and_itself_above() {
    made(draft(BODY.sealedUnder(KEY)));

    JournalRecord below = kept.read(0, 1).get(0);
    assertThat(SealedBody.is(below.body())).isTrue();
    assertThat(below.body().toString()).doesNotContain("Quitten").contains("\\\"1\\\" ü");
    JournalRecord above = other.read(0, 1).get(0);
    assertThat(above.body()).isEqualTo(BODY);
    assertThat(above.body().seal()).isEqualTo(KEY);
    assertThat(above.hash()).isEqualTo(below.hash());
    assertThat(other.readStream("note/1", 0, 1)).containsExactly(above);
    assertThat(journal.hashed(1)).isEqualTo(kept.hashed(1));
    assertThat(journal.verify().ok()).isTrue();
  }

  @Test
  void members_behind_the_label_stay_in_clear_and_a_row_keeps_its_label() {
    made(draft(Json.of("1")));
    Json body = Json.of("{\"why\":\"Quitte\",\"state\":\"WAITING\",\"at\":[]}");
    Json labelled = body.sealedUnder(KEY, "{\"why\":\"Quitte\"".length());
    journal.writeNow(Write.of(new RowChange.Put("t", "k", RowChange.ABSENT, "", 0, labelled)));

    String below = kept.row("t", "k").orElseThrow().body().toString();
    assertThat(below).contains(",\"state\":\"WAITING\",\"at\":[]}").doesNotContain("Quitte");
    Row above = journal.row("t", "k").orElseThrow();
    assertThat(above.body()).isEqualTo(body);
    journal.writeNow(Write.of(new RowChange.Put("t", "k", 1, "g", 0, above.body())));
    assertThat(kept.row("t", "k").orElseThrow().body().toString()).doesNotContain("Quitte");
    assertThat(other.rows(dev.aios.api.journal.RowQuery.group("t", "g")).get(0).body())
        .isEqualTo(body);
  }

  @Test
  void without_its_key_a_body_stays_as_it_is_kept_and_nothing_more_is_sealed_under_it() {
    made(draft(BODY.sealedUnder(KEY)));
    assertThat(other.read(0, 1).get(0).body()).isEqualTo(BODY);

    shred();

    assertThat(SealedBody.is(journal.read(0, 1).get(0).body())).isTrue();
    long head = kept.head();
    // the other process knows the key still, and is refused all the same
    assertThatThrownBy(() -> other.writeNow(Write.of(draft(BODY.sealedUnder(KEY)))))
        .isInstanceOf(ErasedException.class)
        .hasMessageContaining("Nothing was written");
    assertThatThrownBy(() -> journal.writeNow(Write.of(draft(BODY.sealedUnder(KEY)))))
        .isInstanceOf(ErasedException.class);
    assertThat(kept.head()).isEqualTo(head);
    world.advance(Duration.ofSeconds(2));
    assertThat(SealedBody.is(other.read(0, 1).get(0).body())).isTrue();
    assertThat(kept.verify().ok()).isTrue();
  }

  @Test
  void a_cipher_that_was_moved_to_another_place_is_not_opened_there() {
    made(draft(BODY.sealedUnder(KEY)));
    Json cipher = kept.read(0, 1).get(0).body();
    kept.writeNow(Write.of(new Draft("note.added", "note/2", cipher)));
    assertThat(journal.readStream("note/2", 0, 1).get(0).body()).isEqualTo(cipher);
    assertThat(journal.readStream("note/1", 0, 1).get(0).body()).isEqualTo(BODY);
  }

  @Test
  void what_only_looks_sealed_goes_through_as_it_is() {
    for (String body :
        List.of(
            "{\"sealed\":\"",
            "{\"sealed\":\"x\"}",
            "{\"sealed\":\"x\",\"key\":\"run/none\"}",
            "{\"sealed\":\"x\",\"key\":\"\\",
            "{\"sealed\":\"x\",\"key\":\"fact/1\"}")) {
      kept.writeNow(Write.of(draft(Json.of(body))));
    }
    assertThat(journal.read(0, 10)).isEqualTo(kept.read(0, 10));
  }

  @Test
  void a_key_that_is_there_takes_up_further_people_and_falls_with_each_of_them() {
    made(draft(BODY.sealedUnder(KEY)));
    Keys keys = new Keys(journal);
    journal.writeNow(keys.make(KEY, List.of("anna", "ben")));
    assertThat(keys.about("ben")).containsExactly(KEY);
    assertThat(keys.find(KEY).orElseThrow().about()).containsExactlyInAnyOrder("anna", "ben");
    assertThat(journal.read(0, 1).get(0).body()).isEqualTo(BODY);
    shred();
    assertThat(keys.about("anna")).isEmpty();
    assertThat(keys.about("ben")).isEmpty();
  }
}
