package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.effect.Effect;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.MemoryJournal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An effect outside runs whose outcome the store did not take, on a node that lives on: another
 * node need not wait until that one ends.
 */
class LostAttemptTest {
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final SystemWorld world = new SystemWorld();
  private final Journal journal = new MemoryJournal(world);
  private final MortalJournal seenByOne = new MortalJournal(journal);
  private final Aios one = open(seenByOne);
  private final Aios other = open(journal);
  private final AtomicInteger sent = new AtomicInteger();

  private Aios open(Journal journal) {
    return Aios.builder().journal(journal).world(world).lease(LEASE).open();
  }

  @AfterEach
  void close() {
    other.close();
    one.close();
    world.close();
  }

  private Effect<String, String> sending() {
    return Effect.named("send", "hello")
        .idempotent()
        .by(
            (request, call) -> {
              sent.incrementAndGet();
              return "sent " + request;
            });
  }

  private static Predicate<Write> of(String kind) {
    return write -> write.records().stream().anyMatch(draft -> draft.kind().equals(kind));
  }

  private static String soon(Aios aios, Effect<String, String> effect) throws Exception {
    return CompletableFuture.supplyAsync(() -> aios.effects().perform(effect))
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void another_node_goes_on_with_it_once_the_store_takes_writes_again() throws Exception {
    seenByOne.failAt(write -> of("effect.done").or(of("effect.lost")).test(write));
    assertThatThrownBy(() -> one.effects().perform(sending())).isInstanceOf(StorageException.class);
    CompletableFuture<String> waits =
        CompletableFuture.supplyAsync(() -> other.effects().perform(sending()));
    Thread.sleep(1_500);
    assertThat(waits).as("the first node may be at work still").isNotDone();

    seenByOne.failAt(write -> false);

    assertThat(waits.get(30, TimeUnit.SECONDS)).isEqualTo("sent hello");
    assertThat(sent).as("under one key").hasValue(2);
    assertThat(one.effects().perform(sending())).isEqualTo("sent hello");
    assertThat(sent).hasValue(2);
    assertThat(journal.verify().firstBad()).isNull();
  }

  @Test
  void what_may_happen_only_once_is_looked_up_first() throws Exception {
    seenByOne.failAt(of("effect.done"));
    Effect<String, String> once =
        Effect.named("send", "hello")
            .by(
                (request, call) -> {
                  sent.incrementAndGet();
                  return "sent " + request;
                },
                (request, key) -> sent.get() > 0 ? Optional.of("sent before") : Optional.empty());
    assertThatThrownBy(() -> one.effects().perform(once)).isInstanceOf(StorageException.class);

    assertThat(soon(other, once)).isEqualTo("sent before");
    assertThat(sent).hasValue(1);
  }

  @Test
  void one_that_the_same_node_has_begun_again_is_not_given_up() throws Exception {
    seenByOne.failAt(of("effect.done"));
    assertThatThrownBy(() -> one.effects().perform(sending())).isInstanceOf(StorageException.class);
    seenByOne.failAt(write -> false);
    Effect<String, String> slowly =
        Effect.named("send", "hello")
            .idempotent()
            .by(
                (request, call) -> {
                  sent.incrementAndGet();
                  try {
                    Thread.sleep(3_000);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return "sent slowly";
                });
    CompletableFuture<String> again =
        CompletableFuture.supplyAsync(() -> one.effects().perform(slowly));
    while (sent.get() < 2) {
      Thread.sleep(5);
    }

    assertThat(soon(other, sending())).isEqualTo("sent slowly");
    assertThat(again.get(30, TimeUnit.SECONDS)).isEqualTo("sent slowly");
    assertThat(sent).hasValue(2);
  }

  /** Its journal and its world are the host's, and go on. */
  @Test
  void a_node_that_is_closed_tries_no_more() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    seenByOne.failAt(
        write -> {
          tries.addAndGet(of("effect.lost").test(write) ? 1 : 0);
          return of("effect.done").or(of("effect.lost")).test(write);
        });
    assertThatThrownBy(() -> one.effects().perform(sending())).isInstanceOf(StorageException.class);
    while (tries.get() < 2) {
      Thread.sleep(5);
    }

    one.close();
    Thread.sleep(1_500); // One may have been under way.
    int before = tries.get();
    Thread.sleep(2_500);

    assertThat(tries).hasValue(before);
    assertThat(soon(other, sending())).isEqualTo("sent hello");
  }
}
