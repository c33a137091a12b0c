package dev.aios.api.memory;

import java.util.List;

/**
 * What recall is about, to be browsed: passages that resemble each other in meaning, labelled by
 * the words that set them apart. Made when asked for, from the index as it is; the same passages
 * give the same topics. Thread-safe.
 */
public interface Topics {
  /**
   * The topics of all passages that a query's filters allow, the largest first. The query's text
   * and ranking do not matter.
   *
   * @param filter whose filters hold
   * @param most how many topics at most, 1 to 100
   * @return the topics; empty if there are no passages or memory has no embedder
   * @throws dev.aios.api.InvalidInputException if {@code most} is out of its range
   */
  List<Topic> of(Recall.Query filter, int most);

  /**
   * A topic.
   *
   * @param words the words that set it apart, the most telling first
   * @param passages the ids of its passages, the most typical first
   */
  record Topic(List<String> words, List<String> passages) {
    /** Copies the lists. */
    public Topic {
      words = List.copyOf(words);
      passages = List.copyOf(passages);
    }

    /**
     * Its first words.
     *
     * @return for example {@code "roof, repair, chimney"}
     */
    public String label() {
      return String.join(", ", words.subList(0, Math.min(3, words.size())));
    }
  }
}
