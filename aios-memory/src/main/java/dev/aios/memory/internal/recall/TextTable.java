package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.recall.IndexedText.Superseded;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All texts of an index, in memory or in segments. Guarded by the index's lock. */
final class TextTable {
  private final Segments segments;
  private final Map<TextId, IndexedText> texts = new HashMap<>();
  private final Map<String, IndexedText> ofPassage = new HashMap<>();
  private final List<@Nullable ChunkRef> chunks = new ArrayList<>();
  private int inMemory;
  private int storedPassages;

  /** A chunk by its text and number. */
  record ChunkRef(IndexedText text, int number) {}

  TextTable(Segments segments) {
    this.segments = segments;
  }

  /** Those in memory. */
  Collection<IndexedText> inMemory() {
    return texts.values();
  }

  /** How many chunks are in memory. */
  int chunksInMemory() {
    return inMemory;
  }

  int passages() {
    return ofPassage.size() + storedPassages;
  }

  @Nullable IndexedText text(TextId id) {
    IndexedText text = texts.get(id);
    if (text == null) {
      Segments.Place place = segments.find(id);
      text = place == null ? null : place.read();
    }
    return text;
  }

  @Nullable IndexedText ofPassage(String id) {
    IndexedText text = ofPassage.get(id);
    if (text == null) {
      Segments.Place place = segments.findByPassage(id);
      text = place == null ? null : place.read();
    }
    return text;
  }

  /** Visits all texts until told to stop. */
  void each(Predicate<IndexedText> goesOn) {
    for (IndexedText text : texts.values()) {
      if (!goesOn.test(text)) {
        return;
      }
    }
    for (Segment segment : segments.list()) {
      for (int text = 0; text < segment.texts(); text++) {
        if (segment.isThere(text) && !goesOn.test(segment.text(text))) {
          return;
        }
      }
    }
  }

  /** The keys of texts without vectors of a model, until they have so many chunks together. */
  List<String> without(String model, int most) {
    List<String> keys = new ArrayList<>();
    int[] left = {most};
    each(
        text -> {
          if (!text.row.has(model)) {
            keys.add(text.key());
            left[0] -= text.chunks.length;
          }
          return left[0] > 0;
        });
    return keys;
  }

  /** How many chunks have vectors of a model; all, if it is null. */
  long chunks(@Nullable String model) {
    long[] count = new long[1];
    each(
        text -> {
          count[0] += model == null || text.row.has(model) ? text.chunks.length : 0;
          return true;
        });
    return count[0];
  }

  void put(IndexedText text) {
    texts.put(text.id, text);
    for (int i = 0; i < text.chunks.length; i++) {
      int ordinal = text.chunks[i];
      while (chunks.size() <= ordinal) {
        chunks.add(null);
      }
      chunks.set(ordinal, new ChunkRef(text, i));
    }
    inMemory += text.chunks.length;
  }

  void putPassage(String id, IndexedText text, IndexedText.Meta meta) {
    text.passages.put(id, meta);
    ofPassage.put(id, text);
  }

  void removePassage(String id, IndexedText text) {
    text.passages.remove(id);
    ofPassage.remove(id);
  }

  /** Takes a text out of memory. */
  void remove(IndexedText text) {
    texts.remove(text.id);
    text.passages.keySet().forEach(ofPassage::remove);
    for (int ordinal : text.chunks) {
      chunks.set(ordinal, null);
    }
    inMemory -= text.chunks.length;
  }

  /** Hides a text in its segment. */
  Superseded hide(IndexedText text) {
    Segments.Place place = segments.find(text.id);
    if (place == null) {
      throw new IllegalStateException("A text that was just read is in no segment");
    }
    place.segment().hide(place.text());
    storedPassages -= text.passages.size();
    return new Superseded(place.segment(), place.text());
  }

  /** All that is in memory is in a segment now. */
  void moved(Segment segment) {
    segments.add(segment);
    storedPassages += ofPassage.size();
    texts.clear();
    ofPassage.clear();
    chunks.clear();
    inMemory = 0;
  }

  /** A segment was opened whose passages count. */
  void opened(Segment segment) {
    segments.add(segment);
    for (int passage = 0; passage < segment.layout().passages(); passage++) {
      storedPassages += segment.isThere(passage, segment.textOfPassage(passage)) ? 1 : 0;
    }
  }

  private Optional<ChunkRef> ref(int ordinal) {
    return ordinal < chunks.size() ? Optional.ofNullable(chunks.get(ordinal)) : Optional.empty();
  }

  private Segment segment(int ordinal) {
    Segment segment = segments.of(ordinal);
    if (segment == null) {
      throw new IllegalStateException("Chunk " + ordinal + " was removed from the index");
    }
    return segment;
  }

  ChunkRef chunk(int ordinal) {
    ChunkRef ref = ordinal < chunks.size() ? chunks.get(ordinal) : null;
    if (ref == null) {
      Segment segment = segment(ordinal);
      int chunk = segments.chunk(ordinal);
      int text = segment.textOf(chunk);
      ref = new ChunkRef(segment.text(text), chunk - segment.firstChunk(text));
    }
    return ref;
  }

  boolean has(int ordinal) {
    return ref(ordinal).isPresent() || segments.of(ordinal) != null;
  }

  private TextId id(int ordinal) {
    ChunkRef ref = ordinal < chunks.size() ? chunks.get(ordinal) : null;
    if (ref != null) {
      return ref.text().id;
    }
    Segment segment = segment(ordinal);
    return segment.id(segment.textOf(segments.chunk(ordinal)));
  }

  /** The ordinal of the first chunk of a chunk's text, which stands for the text. */
  int first(int ordinal) {
    ChunkRef ref = ordinal < chunks.size() ? chunks.get(ordinal) : null;
    if (ref != null) {
      return ref.text().first();
    }
    Segment segment = segment(ordinal);
    return segment.ordinal(segment.firstChunk(segment.textOf(segments.chunk(ordinal))));
  }

  private int number(int ordinal) {
    ChunkRef ref = ordinal < chunks.size() ? chunks.get(ordinal) : null;
    if (ref != null) {
      return ref.number();
    }
    Segment segment = segment(ordinal);
    int chunk = segments.chunk(ordinal);
    return chunk - segment.firstChunk(segment.textOf(chunk));
  }

  /** By text and number, which are the same after a restart, as ordinals are not. */
  int compare(int one, int two) {
    int byText = id(one).compareTo(id(two));
    return byText != 0 ? byText : Integer.compare(number(one), number(two));
  }

  /** Which chunks may be found. */
  BitSet allowed(Sieve sieve) {
    BitSet allowed = new BitSet();
    for (IndexedText text : texts.values()) {
      if (sieve.allows(text)) {
        for (int ordinal : text.chunks) {
          allowed.set(ordinal);
        }
      }
    }
    for (Segment segment : segments.list()) {
      segment.lookup().allowed(sieve, allowed::set);
    }
    return allowed;
  }
}
