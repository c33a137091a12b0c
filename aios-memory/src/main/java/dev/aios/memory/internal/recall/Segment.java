package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.Threads.Spot;
import dev.aios.memory.internal.recall.Threads.Turn;
import dev.aios.memory.internal.rows.TextRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file with texts, their passages and their words, written whole and then only changed to erase.
 * Chunks keep the ordinals that they had in memory. A text that changes is hidden here first, and
 * erased once its successor is in a file. Guarded by the index's lock.
 */
final class Segment {
  static final int TRUSTED = 1;
  static final int ERASED = 2;

  private final Path path;
  private final SegmentLayout layout;
  private final Blocks blocks;
  private final BitSet hiddenTexts = new BitSet();
  private final BitSet hidden = new BitSet();
  private final Map<Integer, Integer> hiddenOfTerm = new HashMap<>();
  private final SegmentLookup lookup = new SegmentLookup(this);
  private int erased;

  private Segment(Path path, SegmentLayout layout, Blocks blocks) {
    this.path = path;
    this.layout = layout;
    this.blocks = blocks;
  }

  /**
   * Opens a segment.
   *
   * @param check what the hash of a known word must be
   */
  static Segment open(Path path, long check) throws IOException {
    SegmentLayout layout = SegmentLayout.read(path);
    if (layout.check() != check) {
      throw new IOException("it was made under another key");
    }
    Segment segment = new Segment(path, layout, Blocks.open(path, layout.blocks()));
    try {
      new SegmentErasure(segment).finish();
      for (int text = 0; text < layout.texts(); text++) {
        segment.erased += segment.chunks(text) == 0 ? 1 : 0;
      }
    } catch (RuntimeException e) {
      throw new IOException("it cannot be read: " + e.getMessage(), e);
    }
    return segment;
  }

  Path path() {
    return path;
  }

  SegmentLayout layout() {
    return layout;
  }

  Blocks blocks() {
    return blocks;
  }

  SegmentLookup lookup() {
    return lookup;
  }

  int texts() {
    return layout.texts();
  }

  long textAt(int text) {
    return layout.textsAt() + (long) text * SegmentLayout.TEXT;
  }

  long chunkAt(int chunk) {
    return layout.chunksAt() + (long) chunk * SegmentLayout.CHUNK;
  }

  long passageAt(int passage) {
    return layout.passagesAt() + (long) passage * SegmentLayout.PASSAGE;
  }

  long termAt(int term) {
    return layout.termsAt() + (long) term * SegmentLayout.TERM;
  }

  TextId id(int text) {
    long at = textAt(text);
    return new TextId(blocks.getLong(at), blocks.getLong(at + 8), blocks.getInt(at + 16));
  }

  int firstChunk(int text) {
    return blocks.getInt(textAt(text) + 20);
  }

  /** Behind the last chunk that a text had, also if it was erased. */
  int endOfChunks(int text) {
    return text + 1 < layout.texts() ? firstChunk(text + 1) : layout.chunks();
  }

  long fingerprint(int text) {
    return blocks.getLong(textAt(text) + 24);
  }

  /** How many chunks a text has; none if it was erased. */
  int chunks(int text) {
    return blocks.getInt(textAt(text) + 32);
  }

  int firstPassage(int text) {
    return blocks.getInt(textAt(text) + 36);
  }

  int passages(int text) {
    return blocks.getInt(textAt(text) + 40);
  }

  int titleLength(int text) {
    return blocks.getInt(textAt(text) + 52);
  }

  int dateLength(int text) {
    return blocks.getInt(textAt(text) + 56);
  }

  int ordinal(int chunk) {
    return blocks.getInt(chunkAt(chunk));
  }

  int textOf(int chunk) {
    return blocks.getInt(chunkAt(chunk) + 4);
  }

  long vectorHigh(int chunk) {
    return blocks.getLong(chunkAt(chunk) + 8);
  }

  long vectorLow(int chunk) {
    return blocks.getLong(chunkAt(chunk) + 16);
  }

  int length(int chunk) {
    return blocks.getInt(chunkAt(chunk) + 36);
  }

  boolean isThere(int text) {
    return chunks(text) > 0 && !hiddenTexts.get(text);
  }

  /** A text as it is here, also one that is hidden. */
  IndexedText text(int text) {
    long at = textAt(text);
    int count = chunks(text);
    int passages = passages(text);
    TextRow row =
        new TextRow(
            passages,
            count,
            "",
            model(blocks.getInt(at + 44)),
            model(blocks.getInt(at + 48)),
            Long.toHexString(fingerprint(text)));
    IndexedText read = new IndexedText(id(text), row, true);
    for (int i = 0; i < count; i++) {
      int chunk = firstChunk(text) + i;
      read.chunks[i] = ordinal(chunk);
      read.vectorIds[2 * i] = vectorHigh(chunk);
      read.vectorIds[2 * i + 1] = vectorLow(chunk);
    }
    for (int passage = firstPassage(text); passage < firstPassage(text) + passages; passage++) {
      if ((flags(passage) & ERASED) == 0) {
        read.passages.put(passageId(passage), meta(passage));
      }
    }
    return read;
  }

  private @Nullable String model(int number) {
    return number < 0 ? null : layout.models().get(number);
  }

  int flags(int passage) {
    return blocks.getInt(passageAt(passage) + 4);
  }

  long thread(int passage) {
    return blocks.getLong(passageAt(passage) + 8);
  }

  long position(int passage) {
    return blocks.getLong(passageAt(passage) + 16);
  }

  String passageId(int passage) {
    long at = passageAt(passage);
    byte[] id = new byte[blocks.getInt(at + 72)];
    blocks.bytes(layout.stringsAt() + blocks.getLong(at + 64), id, id.length);
    return new String(id, StandardCharsets.UTF_8);
  }

  @Nullable Instant time(long at) {
    int nanos = blocks.getInt(at + 32);
    return nanos < 0 ? null : Instant.ofEpochSecond(blocks.getLong(at + 24), nanos);
  }

  private long[] numbers(long first, int count) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = blocks.getLong(layout.numbersAt() + (first + i) * Long.BYTES);
    }
    return numbers;
  }

  IndexedText.Meta meta(int passage) {
    long at = passageAt(passage);
    int counts = blocks.getInt(at + 36);
    int sources = counts & 0xFFFF;
    long first = blocks.getLong(at + 56);
    return new IndexedText.Meta(
        "",
        time(at),
        numbers(first + sources, counts >>> 16),
        blocks.getLong(at + 40),
        (flags(passage) & TRUSTED) != 0,
        numbers(first, sources),
        thread(passage),
        position(passage),
        Double.longBitsToDouble(blocks.getLong(at + 48)));
  }

  /** The turn that a passage is; its thread is {@link #thread}, 0 if it is none or not there. */
  Turn turn(int passage) {
    int text = textOfPassage(passage);
    int first = firstChunk(text);
    return new Turn(
        new Spot(position(passage), passageId(passage)),
        ordinal(first),
        ordinal(first + chunks(text) - 1));
  }

  int textOfPassage(int passage) {
    return blocks.getInt(passageAt(passage));
  }

  boolean isThere(int passage, int text) {
    return (flags(passage) & ERASED) == 0 && isThere(text);
  }

  boolean isTurn(int passage) {
    return thread(passage) != 0 && isThere(passage, textOfPassage(passage));
  }

  /** Where a term is looked up, or null. */
  @Nullable Postings postings(long hash) {
    int term = term(hash);
    return term < 0 ? null : new SegmentPostings(this, term, live(term), false);
  }

  /** All that is here of a term, also what is hidden. */
  Postings whole(int term) {
    return new SegmentPostings(this, term, size(term) - blocks.getInt(termAt(term) + 20), true);
  }

  /** Those that no text has any more have the hash of the one before them. */
  private int term(long hash) {
    int low = 0;
    int high = layout.terms();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hash(middle) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < layout.terms() && hash(low) == hash && live(low) > 0 ? low : -1;
  }

  long hash(int term) {
    return blocks.getLong(termAt(term));
  }

  long first(int term) {
    return blocks.getLong(termAt(term) + 8);
  }

  int size(int term) {
    return blocks.getInt(termAt(term) + 16);
  }

  private int live(int term) {
    return size(term) - blocks.getInt(termAt(term) + 20) - hiddenOfTerm.getOrDefault(term, 0);
  }

  /** The texts that are hidden. */
  int[] hiddenTexts() {
    return hiddenTexts.stream().toArray();
  }

  /** How many texts were erased. */
  int erased() {
    return erased;
  }

  boolean isHidden(int ordinal) {
    return hidden.get(ordinal);
  }

  boolean hidesAny() {
    return !hidden.isEmpty();
  }

  /** The numbers of a chunk's terms. */
  int[] termsOf(int chunk) {
    int[] terms = new int[blocks.getInt(chunkAt(chunk) + 32)];
    long first = blocks.getLong(chunkAt(chunk) + 24);
    blocks.ints(layout.forwardAt() + first * Integer.BYTES, terms, terms.length);
    return terms;
  }

  /** A text counts no longer, though it is still here. */
  void hide(int text) {
    if (isThere(text)) {
      for (int chunk = firstChunk(text); chunk < firstChunk(text) + chunks(text); chunk++) {
        hidden.set(ordinal(chunk));
        for (int term : termsOf(chunk)) {
          hiddenOfTerm.merge(term, 1, Integer::sum);
        }
      }
      hiddenTexts.set(text);
    }
  }

  /** A hidden text was erased. */
  void unhide(int text, int ordinal, int[] terms) {
    if (hiddenTexts.get(text)) {
      hidden.clear(ordinal);
      for (int term : terms) {
        hiddenOfTerm.computeIfPresent(term, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** Erases a text. Durable after {@link Blocks#settle}. */
  void erase(int text) {
    new SegmentErasure(this).erase(text);
    hiddenTexts.clear(text);
    erased++;
  }
}
