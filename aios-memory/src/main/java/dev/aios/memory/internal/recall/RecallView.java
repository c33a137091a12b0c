package dev.aios.memory.internal.recall;

import dev.aios.api.ClosedException;
import dev.aios.api.memory.Recall.Stage;
import dev.aios.api.value.Codec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as others use it: opened from the rows at its first use, brought up to date before each
 * use, searched by many threads at once. Thread-safe.
 */
final class RecallView {
  private static final Logger LOG = LoggerFactory.getLogger(RecallView.class);

  /** The most texts that are compared whole with a new one. */
  private static final int MOST_COMPARED = 5;

  private final RecallRows rows;
  private final Codec codec;
  private final BiFunction<@Nullable Vectors, Lock, RecallIndex> empty;
  private final Models models;
  private final Executor executor;
  private final ReentrantLock switching = new ReentrantLock();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile long upTo = -1;
  private final AtomicLong changes = new AtomicLong();
  private volatile Runnable changed = () -> {};
  private volatile @Nullable RecallIndex index;
  private @Nullable CatchUp catchUp;
  private boolean closed;

  /**
   * @param rows the rows
   * @param codec for records
   * @param empty makes an empty index for a model, given the lock that keeps others out of it
   * @param models which model answers
   * @param executor makes the index of another model
   */
  RecallView(
      RecallRows rows,
      Codec codec,
      BiFunction<@Nullable Vectors, Lock, RecallIndex> empty,
      Models models,
      Executor executor) {
    this.rows = rows;
    this.codec = codec;
    this.empty = empty;
    this.models = models;
    this.executor = executor;
  }

  /** Sets who is told when anything in recall has changed. */
  void whenChanged(Runnable listener) {
    changed = listener;
  }

  private void change() {
    changes.incrementAndGet();
    changed.run();
  }

  /**
   * A chunk that answers.
   *
   * @param passage the id of the passage that it belongs to
   * @param text the key of its text
   * @param chunk its number
   * @param score the sum of the parts
   * @param similarity the cosine, or 0
   * @param keywords its own keyword score, or 0
   * @param parts what each stage adds
   */
  record Answer(
      String passage,
      String text,
      int chunk,
      double score,
      double similarity,
      double keywords,
      Map<Stage, Double> parts) {}

  /**
   * Reads what changed since the last call, also what other processes changed. An interrupt of the
   * thread waits until that is done.
   */
  void catchUp() {
    Interrupts.putOff(this::bringUpToDate);
  }

  private void bringUpToDate() {
    long head = rows.head();
    RecallIndex known = index;
    if (head == upTo && (known == null || !known.isDamaged())) {
      return;
    }
    long before = changes.get();
    lock.writeLock().lock();
    try {
      if (closed) {
        throw new ClosedException("Recall is closed; open the runtime again to use it");
      }
      if (known != null && known == index && known.isDamaged()) {
        letGo(known, true);
      }
      try {
        bringUpTo(head);
      } catch (DamagedIndexException e) {
        LOG.atWarn().addKeyValue("why", e.getMessage()).log("The index is made anew");
        bringUpTo(head);
      }
    } finally {
      lock.writeLock().unlock();
    }
    if (changes.get() != before) {
      follow();
    }
  }

  private void bringUpTo(long head) {
    CatchUp current = catchUp;
    if (current == null) {
      rows.answering()
          .flatMap(row -> models.named(row.body().answering()))
          .ifPresent(models::answerWith);
      RecallIndex fresh = empty.apply(models.answering(), lock.writeLock());
      CatchUp its = new CatchUp(rows, codec, fresh);
      change(its, its::load);
      index = fresh;
      catchUp = its;
      warnOfOtherModels(fresh);
      change();
    } else if (change(current, current::run)) {
      change();
    }
    upTo = Math.max(upTo, head);
  }

  /**
   * Changes an index. If a change was applied by half, to go on from there would miss the rest: the
   * index is let go, and the next use opens it anew from what its files had before and the records
   * since. So is one that fails before it answers.
   */
  private boolean change(CatchUp its, BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (RuntimeException | Error e) {
      if (its.isHalfDone() || its != catchUp) {
        letGo(its.index(), e instanceof DamagedIndexException);
      }
      throw e;
    }
  }

  /**
   * Lets an index go.
   *
   * @param damaged whether its files are, which are deleted then
   */
  private void letGo(RecallIndex broken, boolean damaged) {
    lock.writeLock().lock();
    try {
      if (broken == index) {
        index = null;
        catchUp = null;
        upTo = -1;
      }
      if (damaged) {
        broken.discardTexts();
      } else {
        broken.abandon();
      }
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("An index that is of no more use could not be closed");
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * If another process let another model answer, and this one has its embedder: goes on with the
   * present one until there is an index of the other.
   */
  private void follow() {
    Vectors now = models.answering();
    Optional<Vectors> other =
        rows.answering()
            .flatMap(row -> models.named(row.body().answering()))
            .filter(said -> said != now);
    if (other.isPresent()) {
      try {
        executor.execute(() -> answerWith(other.get()));
      } catch (RejectedExecutionException e) {
        LOG.atDebug().log("The runtime is closing, or busy: the next change asks again");
      }
    }
  }

  /**
   * Makes an index of another model's vectors beside this one, and answers with it from then on.
   */
  void answerWith(Vectors model) {
    Interrupts.putOff(() -> goOverTo(model));
  }

  private void goOverTo(Vectors model) {
    switching.lock();
    try {
      if (models.answering() == model) {
        return;
      }
      RecallIndex fresh = empty.apply(model, lock.writeLock());
      CatchUp its = new CatchUp(rows, codec, fresh);
      change(its, its::load);
      lock.writeLock().lock();
      try {
        if (closed) {
          fresh.abandon();
          return;
        }
        change(its, its::run);
        RecallIndex old = index;
        index = fresh;
        catchUp = its;
        models.answerWith(model);
        change();
        if (old != null) {
          old.discard();
        }
      } finally {
        lock.writeLock().unlock();
      }
    } finally {
      switching.unlock();
    }
  }

  /** The keys of texts without vectors of a model, until they have so many chunks together. */
  List<String> without(String model, int chunks) {
    return reading(current -> current.texts().without(model, chunks));
  }

  /** How many chunks have vectors of a model; all, if it is null. */
  long chunks(@Nullable String model) {
    return reading(current -> current.texts().chunks(model));
  }

  /** The id of a passage that a text belongs to. */
  Optional<String> passageOf(String text) {
    return reading(
        current -> {
          IndexedText known = current.text(text);
          return known == null ? Optional.empty() : known.passages.keySet().stream().findFirst();
        });
  }

  /** Another number each time that anything in recall has changed. */
  long changes() {
    return changes.get();
  }

  private static void warnOfOtherModels(RecallIndex index) {
    if (index.withoutVector() > 0) {
      LOG.atWarn()
          .addKeyValue("chunks", index.withoutVector())
          .log(
              "Chunks without a vector of the present embedder are found by keywords only;"
                  + " the service Reembedding embeds them");
    }
  }

  interface Reading<T> {
    T read(RecallIndex index);
  }

  <T> T reading(Reading<T> reading) {
    while (true) {
      RecallIndex current;
      lock.readLock().lock();
      try {
        current = index;
        if (current != null) {
          return reading.read(current);
        }
      } catch (DamagedIndexException e) {
        LOG.atWarn().addKeyValue("why", e.getMessage()).log("The index is made anew");
        current = index;
      } finally {
        lock.readLock().unlock();
      }
      if (current == null && upTo >= 0) {
        throw new IllegalStateException("The index is used before it was opened");
      }
      again(current);
    }
  }

  /** Makes an index anew that could not be read. */
  private void again(@Nullable RecallIndex broken) {
    lock.writeLock().lock();
    try {
      if (broken != null && broken == index) {
        letGo(broken, true);
      }
    } finally {
      lock.writeLock().unlock();
    }
    catchUp();
  }

  int passages() {
    return reading(current -> current.texts().passages());
  }

  /**
   * The best chunk of each text that answers, best first.
   *
   * @param probe the question
   * @param others the same in other words
   * @param model the model that made their vectors, or null if they have none
   * @return the answers, or empty if another model answers by now
   */
  Optional<List<Answer>> search(Probe probe, List<Probe> others, @Nullable String model) {
    return reading(
        current ->
            model == null || model.equals(current.model())
                ? Optional.of(new Retrieval(current, probe, others).run())
                : Optional.empty());
  }

  /** What stands beside an answer and may be found itself: in its text, or in its thread. */
  Surroundings.Beside beside(Answer answer, int most, Filter filter) {
    return reading(
        current -> new Surroundings(current, most, filter).of(answer.text(), answer.chunk()));
  }

  /** The passage that stands for a text: of those that a filter allows, the one that came first. */
  static Optional<Map.Entry<String, IndexedText.Meta>> passage(IndexedText text, Sieve sieve) {
    return text.passages.entrySet().stream()
        .filter(entry -> sieve.allows(entry.getValue()))
        .min(IndexedText.FIRST);
  }

  /**
   * Finds a text that says the same in nearly the same words.
   *
   * @param text what is looked for
   * @param fingerprint its fingerprint
   * @param except a passage whose own text does not count
   * @return the key of the nearest such text
   */
  Optional<String> nearDuplicate(String text, long fingerprint, String except) {
    return reading(current -> NearDuplicates.candidates(current, fingerprint, except)).stream()
        .limit(MOST_COMPARED)
        .filter(near -> NearDuplicates.sayTheSame(text, rows.wholeText(near.key(), near.chunks())))
        .map(NearDuplicates.Candidate::key)
        .findFirst();
  }

  void close() {
    Interrupts.putOff(this::closeNow);
  }

  private void closeNow() {
    lock.writeLock().lock();
    try {
      boolean was = closed;
      closed = true;
      RecallIndex current = index;
      if (current != null && !was) {
        current.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
