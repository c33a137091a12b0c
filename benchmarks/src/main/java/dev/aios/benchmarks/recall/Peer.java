package dev.aios.benchmarks.recall;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;

/** The same conversation in LangChain4j: its own class for the model, its store, dense top k. */
final class Peer {
  private final EmbeddingModel model;

  Peer(EmbeddingModel model) {
    this.model = model;
  }

  void ask(Talk talk, String way, Scores scores) {
    List<TextSegment> segments =
        talk.turns().stream()
            .map(
                turn ->
                    TextSegment.from(
                        turn.speaker() + ": " + turn.text(), Metadata.from("id", turn.id())))
            .toList();
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    store.addAll(model.embedAll(segments).content(), segments);
    List<Embedding> questions =
        model
            .embedAll(talk.questions().stream().map(one -> TextSegment.from(one.text())).toList())
            .content();
    for (int i = 0; i < questions.size(); i++) {
      List<String> hits =
          store
              .search(
                  EmbeddingSearchRequest.builder()
                      .queryEmbedding(questions.get(i))
                      .maxResults(Scores.MOST)
                      .build())
              .matches()
              .stream()
              .map(match -> String.valueOf(match.embedded().metadata().getString("id")))
              .toList();
      scores.add(way, talk.questions().get(i), hits);
    }
  }
}
