package dev.aios.memory.internal.recall;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.memory.Reembedding;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.recall.RecallRows.Stored;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.ModelRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.RecallChange;
import dev.aios.memory.internal.rows.TextRow;
import dev.aios.memory.internal.rows.VectorRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every text vectors of the next model, or those of the answering one that it lacks, text by
 * text: each in one write, on condition that the text is still the same. Thread-safe; two that move
 * at once do some work twice and no harm.
 */
final class Moving implements Reembedding {
  private static final Logger LOG = LoggerFactory.getLogger(Moving.class);

  /** So many chunks are embedded in one call. */
  private static final int PORTION = 64;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final RecallRows rows;
  private final RecallView view;
  private final Models models;
  private volatile boolean closed;

  Moving(
      Journal journal, Codec codec, World world, RecallRows rows, RecallView view, Models models) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.rows = rows;
    this.view = view;
    this.models = models;
  }

  @Override
  public Progress progress() {
    view.catchUp();
    Vectors answering = models.answering();
    Vectors next = models.next();
    String now = answering == null ? null : answering.model();
    String then = next == null ? null : next.model();
    return new Progress(now, then, view.chunks(then == null ? now : then), view.chunks(null));
  }

  @Override
  public Progress run(int chunks) {
    check(chunks);
    move(chunks);
    return progress();
  }

  @Override
  public void start(long chunks) {
    check(chunks);
    try {
      world.executor().execute(() -> moveInBackground(chunks));
    } catch (RejectedExecutionException e) {
      LOG.atWarn().log("No thread is free to re-embed in the background; start it again later");
    }
  }

  private static void check(long chunks) {
    if (chunks < 1) {
      throw new InvalidInputException("reembedding", "chunks is " + chunks + ", must be 1 or more");
    }
  }

  private void moveInBackground(long chunks) {
    try {
      move(chunks);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.atError()
            .setCause(e)
            .log("Re-embedding stopped; what was embedded is kept, start it again to go on");
      }
    }
  }

  private void move(long chunks) {
    long left = chunks;
    while (left > 0 && !closed) {
      view.catchUp();
      Vectors wanted = wanted();
      if (wanted == null) {
        return;
      }
      List<String> texts = view.without(wanted.model(), (int) Math.min(PORTION, left));
      if (texts.isEmpty()) {
        break;
      }
      left -= embed(texts, wanted);
    }
    Vectors next = models.next();
    if (!closed && next != null) {
      view.catchUp();
      if (view.without(next.model(), 1).isEmpty()) {
        answerWith(next);
      }
    }
  }

  /** Whose vectors every text is to have: the next model's, or the answering one's if it stays. */
  private @Nullable Vectors wanted() {
    Vectors next = models.next();
    return next == null ? models.answering() : next;
  }

  /** A text as it was read. */
  private record Read(String key, Stored<TextRow> row, List<ChunkRow> chunks) {}

  /** Embeds some texts in one call, and gives how many chunks that were. */
  private int embed(List<String> keys, Vectors next) {
    List<Read> texts = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    for (String key : keys) {
      Optional<Stored<TextRow>> row = rows.text(key);
      Optional<PassageRow> passage = view.passageOf(key).flatMap(rows::passage).map(Stored::body);
      if (row.isPresent() && passage.isPresent()) {
        List<ChunkRow> chunks = rows.chunks(key, row.get().body().chunks());
        texts.add(new Read(key, row.get(), chunks));
        boolean turn = passage.get().thread() != null;
        for (ChunkRow chunk : chunks) {
          inputs.add(Cut.input(passage.get().title(), turn, chunk.heading(), chunk.text()));
        }
      }
    }
    List<float[]> vectors = inputs.isEmpty() ? List.of() : next.of(inputs);
    int at = 0;
    for (Read text : texts) {
      write(text, next.model(), vectors.subList(at, at + text.chunks().size()));
      at += text.chunks().size();
    }
    return Math.max(1, at);
  }

  /**
   * A text has room for vectors of two models. The new ones take the place of the older of the two,
   * never of those that answer.
   */
  private void write(Read text, String model, List<float[]> vectors) {
    Vectors answering = models.answering();
    TextRow row = text.row().body();
    boolean otherAnswers = answering != null && answering.model().equals(row.other());
    Write.Builder write =
        Write.builder()
            .record(
                "recall.reembedded",
                RecallRows.STREAM,
                codec.toJson(new RecallChange.Reembedded(text.key(), model)))
            .row(
                rows.put(
                    text.key(),
                    otherAnswers ? row.withModel(model) : row.withOther(model),
                    text.row().version()));
    for (int i = 0; i < vectors.size(); i++) {
      String vector = ChunkRow.encode(vectors.get(i));
      write.row(
          otherAnswers
              ? rows.put(text.key(), i, text.chunks().get(i).withVector(vector))
              : rows.put(text.key(), i, new VectorRow(model, vector)));
    }
    try {
      journal.writeNow(write.build());
    } catch (WriteRejectedException e) {
      // It changed meanwhile: if it still has no such vectors, the next portion has it.
      LOG.atDebug().addKeyValue("text", text.key()).log("A text changed while it was embedded");
    }
  }

  @Override
  public Progress answerWith(String model) {
    view.catchUp();
    Vectors known =
        models
            .named(model)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "reembedding",
                        "memory has no embedder named "
                            + model
                            + ": give it to Memory by embedder or replacing"));
    answerWith(known);
    return progress();
  }

  private void answerWith(Vectors model) {
    Contended.retry("the answering model", () -> say(model.model()));
    view.answerWith(model);
  }

  private @Nullable Void say(String model) {
    Optional<Stored<ModelRow>> said = rows.answering();
    if (said.isEmpty() || !said.get().body().answering().equals(model)) {
      journal.writeNow(
          Write.builder()
              .record(
                  "recall.answering",
                  RecallRows.STREAM,
                  codec.toJson(new RecallChange.Answering(model)))
              .row(
                  rows.put(new ModelRow(model), said.map(Stored::version).orElse(RowChange.ABSENT)))
              .build());
    }
    return null;
  }

  void close() {
    closed = true;
  }
}
