package dev.aios.memory;

import dev.aios.api.Extension;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Money;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A model that keeps what it was asked, and an extension that offers it. */
final class ListeningModel implements ChatModel, Extension {
  final List<ChatRequest> asked = new CopyOnWriteArrayList<>();
  private final Function<ChatRequest, String> answer;

  ListeningModel(Function<ChatRequest, String> answer) {
    this.answer = answer;
  }

  @Override
  public String name() {
    return "listener";
  }

  @Override
  public Price price() {
    return new Price(Money.of(1, "EUR"), Money.of(4, "EUR"));
  }

  @Override
  public ChatAnswer chat(ChatRequest request) {
    asked.add(request);
    return new ChatAnswer(
        answer.apply(request), List.of(), Usage.of(10, 10), ChatAnswer.Finish.STOP, "listener");
  }

  @Override
  public void install(Installation on) {
    for (Tier tier : Tier.values()) {
      on.model(ModelOffer.of(tier, this));
    }
  }
}
