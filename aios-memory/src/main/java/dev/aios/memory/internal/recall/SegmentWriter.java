package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.rows.TextRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Segment} from its beginning to its end. */
final class SegmentWriter {
  private static final int PORTION = 1024;

  private final SegmentContent content;
  private final KeyedHash hash;
  private final int texts;

  /** By the number of a text: its first chunk, and its first passage. */
  private final int[] firstChunks;

  private final int[] firstPassages;

  /** Texts in the order of their passages. */
  private final Integer[] byThread;

  private int passages;

  SegmentWriter(SegmentContent content, KeyedHash hash) {
    this.content = content;
    this.hash = hash;
    this.texts = content.texts();
    this.firstChunks = new int[texts + 1];
    this.firstPassages = new int[texts];
    this.byThread = new Integer[texts];
  }

  /** The hash by which a segment shows that it was made under the same key. */
  static long check(KeyedHash hash) {
    return hash.of('k', "check");
  }

  /**
   * Writes it and makes it durable.
   *
   * @param stopped asked from time to time
   * @throws IOException if it cannot be written, or was stopped; then nothing of it is left
   */
  void write(Path path, BooleanSupplier stopped) throws IOException {
    order();
    try (BlockWriter out = new BlockWriter(path, stopped)) {
      long textsAt = out.at();
      writeTexts(out);
      long chunksAt = out.align();
      writeChunks(out);
      long passagesAt = out.align();
      writePassages(out);
      long idsAt = out.align();
      writeIds(out);
      long termsAt = out.align();
      int[] sizes = writeTerms(out);
      long documentsAt = out.align();
      writeDocuments(out);
      long countsAt = out.align();
      writeCounts(out);
      long forwardAt = out.align();
      writeForward(out);
      long numbersAt = out.align();
      eachPassage((text, id, meta) -> writeNumbers(out, meta));
      long stringsAt = out.align();
      eachPassage((text, id, meta) -> out.put(id.getBytes(StandardCharsets.UTF_8)));
      out.align();
      SegmentLayout layout =
          new SegmentLayout(
              out.blocks(),
              check(hash),
              texts,
              firstChunks[texts],
              passages,
              sizes.length,
              textsAt,
              chunksAt,
              passagesAt,
              idsAt,
              termsAt,
              documentsAt,
              countsAt,
              forwardAt,
              numbersAt,
              stringsAt,
              content.models());
      out.finish(layout.firstBlock());
    }
  }

  /** A text's turn, or nothing. */
  private record Turn(long thread, long position, String passage) {}

  /** Passages that are turns stand in the order of their threads, others in that of texts. */
  private void order() {
    Turn[] turns = new Turn[texts];
    int[] counts = new int[texts];
    int chunks = 0;
    for (int text = 0; text < texts; text++) {
      IndexedText one = content.text(text);
      firstChunks[text] = chunks;
      chunks += one.chunks.length;
      counts[text] = one.passages.size();
      byThread[text] = text;
      Map.Entry<String, IndexedText.Meta> first = first(one);
      if (first != null && first.getValue().thread() != 0) {
        IndexedText.Meta meta = first.getValue();
        turns[text] = new Turn(meta.thread(), meta.position(), first.getKey());
      }
    }
    firstChunks[texts] = chunks;
    Turn none = new Turn(0, 0, "");
    for (int text = 0; text < texts; text++) {
      turns[text] = turns[text] == null ? none : turns[text];
    }
    Arrays.sort(
        byThread,
        Comparator.comparingLong((Integer text) -> turns[text].thread())
            .thenComparingLong(text -> turns[text].position())
            .thenComparing(text -> turns[text].passage())
            .thenComparing(Comparator.naturalOrder()));
    for (int text : byThread) {
      firstPassages[text] = passages;
      passages += counts[text];
    }
  }

  private static Map.@Nullable Entry<String, IndexedText.Meta> first(IndexedText text) {
    Iterator<Map.Entry<String, IndexedText.Meta>> all = text.passages.entrySet().iterator();
    return all.hasNext() ? all.next() : null;
  }

  private void writeTexts(BlockWriter out) throws IOException {
    List<String> models = content.models();
    for (int text = 0; text < texts; text++) {
      IndexedText one = content.text(text);
      TextRow row = one.row;
      String model = row.model();
      String other = row.other();
      out.putLong(one.id.high());
      out.putLong(one.id.middle());
      out.putInt(one.id.low());
      out.putInt(firstChunks[text]);
      out.putLong(one.fingerprint);
      out.putInt(one.chunks.length);
      out.putInt(firstPassages[text]);
      out.putInt(one.passages.size());
      out.putInt(model == null ? -1 : models.indexOf(model));
      out.putInt(other == null ? -1 : models.indexOf(other));
      out.putInt(content.titleLength(text));
      out.putInt(content.dateLength(text));
      out.putInt(0);
    }
  }

  private void writeChunks(BlockWriter out) throws IOException {
    long forward = 0;
    for (int text = 0; text < texts; text++) {
      IndexedText one = content.text(text);
      for (int i = 0; i < one.chunks.length; i++) {
        int terms = content.termsOf(text, i).length;
        out.putInt(one.chunks[i]);
        out.putInt(text);
        out.putLong(one.vectorIds[2 * i]);
        out.putLong(one.vectorIds[2 * i + 1]);
        out.putLong(forward);
        out.putInt(terms);
        out.putInt(content.length(text, i));
        forward += terms;
      }
    }
  }

  private interface PassageVisitor {
    void visit(int text, String id, IndexedText.Meta meta) throws IOException;
  }

  private void eachPassage(PassageVisitor visitor) throws IOException {
    for (int text : byThread) {
      for (Map.Entry<String, IndexedText.Meta> one : content.text(text).passages.entrySet()) {
        visitor.visit(text, one.getKey(), one.getValue());
      }
    }
  }

  private void writePassages(BlockWriter out) throws IOException {
    long[] next = new long[2];
    eachPassage(
        (text, id, meta) -> {
          Instant time = meta.time();
          int idLength = id.getBytes(StandardCharsets.UTF_8).length;
          out.putInt(text);
          out.putInt(meta.trusted() ? Segment.TRUSTED : 0);
          out.putLong(meta.thread());
          out.putLong(meta.position());
          out.putLong(time == null ? 0 : time.getEpochSecond());
          out.putInt(time == null ? -1 : time.getNano());
          out.putInt(meta.source().length | meta.entities().length << 16);
          out.putLong(meta.project());
          out.putLong(Double.doubleToRawLongBits(meta.importance()));
          out.putLong(next[0]);
          out.putLong(next[1]);
          out.putInt(idLength);
          out.putInt(0);
          next[0] += meta.source().length + meta.entities().length;
          next[1] += idLength;
        });
  }

  private static void writeNumbers(BlockWriter out, IndexedText.Meta meta) throws IOException {
    for (long one : meta.source()) {
      out.putLong(one);
    }
    for (long one : meta.entities()) {
      out.putLong(one);
    }
  }

  private void writeIds(BlockWriter out) throws IOException {
    record Id(long hash, int passage) {}
    Id[] ids = new Id[passages];
    int[] next = new int[1];
    eachPassage(
        (text, id, meta) -> {
          ids[next[0]] = new Id(hash.once('i', id), next[0]);
          next[0]++;
        });
    Arrays.sort(ids, Comparator.comparingLong(Id::hash));
    for (Id id : ids) {
      out.putLong(id.hash());
      out.putInt(id.passage());
      out.putInt(0);
    }
  }

  private int[] writeTerms(BlockWriter out) throws IOException {
    int[] sizes = new int[content.terms()];
    long first = 0;
    for (int term = 0; term < sizes.length; term++) {
      for (Postings list : content.postings(term)) {
        sizes[term] += list.live();
      }
      out.putLong(content.hash(term));
      out.putLong(first);
      out.putInt(sizes[term]);
      out.putInt(0);
      first += sizes[term];
    }
    return sizes;
  }

  private void writeDocuments(BlockWriter out) throws IOException {
    for (int term = 0; term < content.terms(); term++) {
      merged(content.postings(term), (document, count) -> out.putInt(document));
    }
  }

  private void writeCounts(BlockWriter out) throws IOException {
    for (int term = 0; term < content.terms(); term++) {
      merged(content.postings(term), (document, count) -> out.put((byte) count));
    }
  }

  private interface EntryVisitor {
    void visit(int document, int count) throws IOException;
  }

  /** A list that is read entry by entry. */
  private static final class Cursor {
    private final Postings list;
    private final int[] documents = new int[PORTION];
    private final int[] counts = new int[PORTION];
    private int from;
    private int some;
    private int at = -1;

    Cursor(Postings list) {
      this.list = list;
    }

    /** Goes to the next entry that is not blank, if there is one. */
    boolean next() {
      while (true) {
        at++;
        if (at >= some) {
          from += some;
          some = list.read(from, documents, counts);
          at = 0;
          if (some <= 0) {
            return false;
          }
        }
        if (counts[at] > 0) {
          return true;
        }
      }
    }

    int document() {
      return documents[at];
    }
  }

  private static void merged(List<Postings> lists, EntryVisitor visitor) throws IOException {
    PriorityQueue<Cursor> queue = new PriorityQueue<>(Comparator.comparingInt(Cursor::document));
    for (Postings list : lists) {
      Cursor cursor = new Cursor(list);
      if (cursor.next()) {
        queue.add(cursor);
      }
    }
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      do {
        visitor.visit(cursor.document(), cursor.counts[cursor.at]);
        if (!cursor.next()) {
          cursor = null;
        }
      } while (cursor != null
          && (queue.isEmpty() || cursor.document() < queue.element().document()));
      if (cursor != null) {
        queue.add(cursor);
      }
    }
  }

  private void writeForward(BlockWriter out) throws IOException {
    for (int text = 0; text < texts; text++) {
      int chunks = firstChunks[text + 1] - firstChunks[text];
      for (int i = 0; i < chunks; i++) {
        for (int term : content.termsOf(text, i)) {
          out.putInt(term);
        }
      }
    }
  }
}
