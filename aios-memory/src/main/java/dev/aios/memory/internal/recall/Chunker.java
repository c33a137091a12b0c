package dev.aios.memory.internal.recall;

import dev.aios.api.memory.TokenCounter;
import dev.aios.memory.internal.recall.Piece.Seam;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into chunks of about a number of tokens, where its structure allows it best: before a
 * heading, else between paragraphs, else between sentences, and within one only if it is too long.
 * A chunk that does not begin at a heading repeats the end of the one before. Together the chunks
 * hold every visible character. Thread-safe.
 */
final class Chunker {
  private final TokenCounter counter;
  private final int size;
  private final int overlap;

  /**
   * @param counter counts tokens; those of a chunk are the sum over its sentences
   * @param size the most tokens of a chunk
   * @param overlap the most tokens that a chunk repeats; at most half the size
   */
  Chunker(TokenCounter counter, int size, int overlap) {
    this.counter = counter;
    this.size = size;
    this.overlap = overlap;
  }

  List<Chunk> chunks(String text) {
    List<Piece> pieces = Pieces.of(text, counter, size);
    List<Chunk> chunks = new ArrayList<>();
    int from = 0;
    int to = 0;
    while (from < pieces.size()) {
      to = end(pieces, from, to + 1);
      Piece first = pieces.get(from);
      int end = pieces.get(to - 1).end();
      chunks.add(new Chunk(first.start(), first.heading(), text.substring(first.start(), end)));
      if (to == pieces.size()) {
        break;
      }
      from = begin(pieces, from, to);
    }
    return chunks;
  }

  /**
   * Where the chunk that begins with a piece ends: the index after its last piece.
   *
   * @param least the least to return, so that a chunk holds more than it repeats
   */
  private int end(List<Piece> pieces, int from, int least) {
    int tokens = 0;
    for (int i = from; i < least; i++) {
      tokens += pieces.get(i).tokens();
    }
    int best = least;
    Seam bestSeam = Seam.WORD;
    for (int i = least; i < pieces.size(); i++) {
      Piece next = pieces.get(i);
      if (next.seam() == Seam.HEADING && tokens >= size / 3) {
        return i;
      }
      boolean late = tokens >= size / 2;
      if (!late || next.seam().compareTo(bestSeam) >= 0) {
        best = i;
        bestSeam = late ? next.seam() : Seam.WORD;
      }
      tokens += next.tokens();
      if (tokens > size) {
        return best;
      }
    }
    return pieces.size();
  }

  /** Where the next chunk begins, so that it repeats what fits into the overlap. */
  private int begin(List<Piece> pieces, int from, int to) {
    int begin = to;
    int most = Math.min(overlap, size - pieces.get(to).tokens());
    int repeated = 0;
    while (begin - 1 > from && pieces.get(begin).seam() != Seam.HEADING) {
      repeated += pieces.get(begin - 1).tokens();
      if (repeated > most) {
        break;
      }
      begin--;
    }
    return begin;
  }
}
