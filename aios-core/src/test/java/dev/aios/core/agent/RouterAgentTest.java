package dev.aios.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Message;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Tier;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.model.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RouterAgentTest {
  record Mail(String id, String body) {}

  /** Embeds by counting three words, which is meaning enough here. */
  private static final class WordCounts implements Embedder {
    private final List<String> embedded = new ArrayList<>();

    @Override
    public String name() {
      return "words";
    }

    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
      embedded.addAll(texts);
      return texts.stream().map(WordCounts::vector).toList();
    }

    private static float[] vector(String text) {
      float[] counts = new float[3];
      for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
        switch (word) {
          case "invoice" -> counts[0]++;
          case "project" -> counts[1]++;
          default -> counts[2] += 0.1f;
        }
      }
      double length =
          Math.sqrt(counts[0] * counts[0] + counts[1] * counts[1] + counts[2] * counts[2]);
      for (int i = 0; i < 3; i++) {
        counts[i] = (float) (counts[i] / length);
      }
      return counts;
    }
  }

  private static Agent<Mail, String> saying(String text, double confidence) {
    return Agent.proposing(text, (mail, context) -> Proposal.of(text, confidence));
  }

  private final ScriptedModel model = new ScriptedModel("m");
  private final WordCounts words = new WordCounts();
  private final FakeContext context =
      new FakeContext(ModelOffer.of(Tier.INSTANT, model)).with(Embedder.class, words);

  private static RouterAgent.Builder<Mail, String> desk() {
    return RouterAgent.named("desk", Mail.class, String.class)
        .route("billing", saying("billing", 0.8), "where is my invoice", "invoice twice")
        .route("sales", saying("sales", 0.8), "a new project", "project offer");
  }

  @Test
  void a_function_picks() throws Exception {
    RouterAgent<Mail, String> agent = desk().by(mail -> mail.id()).build();
    Proposal<String> proposal = agent.propose(new Mail("sales", ""), context);
    assertThat(proposal.value()).isEqualTo("sales");
    assertThat(proposal.confidence()).isEqualTo(0.8);
    assertThat(proposal.taint()).isEqualTo(Taint.NONE);
    assertThatThrownBy(() -> agent.propose(new Mail("legal", ""), context))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("'legal'")
        .hasMessageContaining("billing, sales");
  }

  @Test
  void meaning_picks_and_the_text_is_sanitised_first() throws Exception {
    RouterAgent<Mail, String> agent =
        desk().byMeaning(mail -> Untrusted.html(mail.body(), "mail:" + mail.id())).build();
    Proposal<String> proposal = agent.propose(new Mail("1", "<b>project</b> of ours"), context);
    assertThat(proposal.value()).isEqualTo("sales");
    assertThat(proposal.taint()).isEqualTo(Taint.of("mail:1"));
    assertThat(words.embedded).contains("project of ours").doesNotContain("<b>project</b> of ours");
    assertThat(context.door.performed().get(0).kind()).isEqualTo(EffectKind.MODEL);
    assertThat(context.door.performed().get(0).target()).isEqualTo("words");
  }

  @Test
  void the_examples_are_embedded_once_and_a_choice_is_remembered() throws Exception {
    RouterAgent<Mail, String> agent =
        desk().byMeaning(mail -> Untrusted.text(mail.body(), "mail")).build();
    agent.propose(new Mail("1", "invoice"), context);
    agent.propose(new Mail("2", "project"), context);
    agent.propose(new Mail("2", "project"), context);
    assertThat(words.embedded).hasSize(4 + 2);
  }

  @Test
  void what_is_near_to_nothing_goes_otherwise() throws Exception {
    RouterAgent<Mail, String> agent =
        desk()
            .byMeaning(mail -> Untrusted.text(mail.body(), "mail"))
            .atLeast(0.7)
            .otherwise(saying("owner", 0.9))
            .build();
    Proposal<String> unclear = agent.propose(new Mail("1", "good morning"), context);
    assertThat(unclear.value()).isEqualTo("owner");
    assertThat(unclear.confidence()).isEqualTo(0.9);
    Proposal<String> clear = agent.propose(new Mail("2", "invoice!"), context);
    assertThat(clear.value()).isEqualTo("billing");
    assertThat(clear.confidence()).isEqualTo(0.8);
  }

  @Test
  void an_unsure_choice_makes_an_unsure_proposal() throws Exception {
    RouterAgent<Mail, String> agent =
        desk().byMeaning(mail -> Untrusted.text(mail.body(), "mail")).build();
    assertThat(agent.propose(new Mail("1", "hello hello"), context).confidence()).isLessThan(0.3);
  }

  @Test
  void without_an_embedder_it_says_so() {
    FakeContext bare = new FakeContext();
    assertThatThrownBy(
            () ->
                desk()
                    .byMeaning(mail -> Untrusted.text(mail.body(), "mail"))
                    .build()
                    .propose(new Mail("1", "x"), bare))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_model_picks_and_is_corrected_if_it_makes_up_a_route() throws Exception {
    model
        .says("{\"route\":\"legal\",\"sureness\":1}")
        .says("{\"route\":\"billing\",\"sureness\":0.6}");
    Proposal<String> proposal =
        desk()
            .byModel(
                ask ->
                    ask.prompt("{{body}}")
                        .untrusted("body", mail -> Untrusted.text(mail.body(), "mail:1")))
            .build()
            .propose(new Mail("1", "?"), context);
    assertThat(proposal.value()).isEqualTo("billing");
    assertThat(proposal.confidence()).isEqualTo(0.6);
    assertThat(proposal.taint()).isEqualTo(Taint.of("mail:1"));
    assertThat(((Message.Instruction) model.asked().get(0).messages().get(0)).text())
        .contains("- billing: where is my invoice / invoice twice");
    assertThat(model.asked().get(1).messages().toString())
        .contains("route must be one of billing, sales");
  }

  @Test
  void what_is_wrong_with_a_router_is_told_when_it_is_built() {
    assertThatThrownBy(() -> RouterAgent.named("", Mail.class, String.class).atLeast(2).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name is blank")
        .hasMessageContaining("no routes")
        .hasMessageContaining("atLeast 2.0")
        .hasMessageContaining("nothing to pick by");
    assertThatThrownBy(
            () ->
                desk()
                    .route("sales", saying("x", 1))
                    .byMeaning(mail -> Untrusted.text("", ""))
                    .build())
        .hasMessageContaining("two routes named 'sales'")
        .hasMessageContaining("route 'sales' has no examples");
  }
}
