package dev.aios.langchain4j;

import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Models of the usual providers. Keys are handed to the providers' clients and stand in no log,
 * message or {@code toString} of this module.
 *
 * <table>
 * <caption>Environment variables</caption>
 * <tr><th>provider</th><th>is offered if</th><th>base URL</th><th>models by tier</th></tr>
 * <tr><td>OpenAI</td><td>{@code OPENAI_API_KEY}</td><td>{@code OPENAI_BASE_URL}</td>
 * <td>{@code OPENAI_MODEL_INSTANT}, {@code _STANDARD}, {@code _HEAVY}</td></tr>
 * <tr><td>Anthropic</td><td>{@code ANTHROPIC_API_KEY}</td><td>{@code ANTHROPIC_BASE_URL}</td>
 * <td>{@code ANTHROPIC_MODEL_INSTANT}, {@code _STANDARD}, {@code _HEAVY}</td></tr>
 * <tr><td>Ollama</td><td>{@code OLLAMA_HOST}</td><td>the host itself</td>
 * <td>{@code OLLAMA_MODEL_INSTANT}, {@code _STANDARD} (llama3.2 unless set), {@code _HEAVY}</td></tr>
 * </table>
 *
 * <p>A model is given as its name, or as {@code name=input/output} with its price in US dollars for
 * a million tokens; the price may be left out for the models offered by default, and for Ollama,
 * which is free.
 */
public final class Providers {
  private static final String OPENAI = "https://api.openai.com/v1";
  private static final String ANTHROPIC = "https://api.anthropic.com/v1";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** OpenAI's reasoning models refuse any temperature but their own. */
  private static final Pattern REASONING = Pattern.compile("(o\\d|gpt-5).*");

  private static final Map<Tier, String> OPENAI_MODELS =
      new EnumMap<>(
          Map.of(
              Tier.INSTANT, "gpt-4.1-nano",
              Tier.STANDARD, "gpt-4.1-mini",
              Tier.HEAVY, "gpt-4.1"));
  private static final Map<Tier, String> ANTHROPIC_MODELS =
      new EnumMap<>(
          Map.of(
              Tier.INSTANT, "claude-haiku-4-5",
              Tier.STANDARD, "claude-sonnet-4-5",
              Tier.HEAVY, "claude-opus-4-5"));
  private static final Map<Tier, String> OLLAMA_MODELS =
      new EnumMap<>(Map.of(Tier.STANDARD, "llama3.2"));

  private Providers() {}

  /**
   * What the environment offers.
   *
   * @param env environment variables, as {@link System#getenv()} gives them
   * @return the offers; empty if no provider is set up
   * @throws dev.aios.api.InvalidInputException if a variable does not make sense
   */
  public static List<ModelOffer> fromEnvironment(Map<String, String> env) {
    List<ModelOffer> offers = new ArrayList<>();
    String openAi = set(env, "OPENAI_API_KEY");
    if (openAi != null) {
      String url = env.getOrDefault("OPENAI_BASE_URL", OPENAI);
      named(env, "OPENAI", OPENAI_MODELS, null)
          .forEach((tier, is) -> offers.add(offer(tier, openAi(openAi, url, is))));
    }
    String anthropic = set(env, "ANTHROPIC_API_KEY");
    if (anthropic != null) {
      String url = anthropicUrl(env.getOrDefault("ANTHROPIC_BASE_URL", ANTHROPIC));
      named(env, "ANTHROPIC", ANTHROPIC_MODELS, null)
          .forEach((tier, is) -> offers.add(offer(tier, anthropic(anthropic, url, is))));
    }
    String ollama = set(env, "OLLAMA_HOST");
    if (ollama != null) {
      named(env, "OLLAMA", OLLAMA_MODELS, Price.FREE)
          .forEach((tier, is) -> offers.add(offer(tier, ollama(ollama, is))));
    }
    return offers;
  }

  private static @Nullable String set(Map<String, String> env, String variable) {
    String value = env.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static Map<Tier, PricedModel> named(
      Map<String, String> env, String provider, Map<Tier, String> usual, @Nullable Price price) {
    Map<Tier, PricedModel> models = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      String variable = provider + "_MODEL_" + tier;
      String value = set(env, variable);
      String model = value == null ? usual.get(tier) : value;
      if (model != null) {
        models.put(tier, PricedModel.parse(variable, model, price));
      }
    }
    return models;
  }

  private static ModelOffer offer(Tier tier, LangChain4jChatModel model) {
    return ModelOffer.of(tier, model);
  }

  /**
   * A model of OpenAI, or of a server that speaks its format.
   *
   * @param key the key
   * @param baseUrl for example {@code https://api.openai.com/v1}
   * @param model the model's name
   * @param price what it costs
   * @return the model
   */
  public static LangChain4jChatModel openAi(String key, String baseUrl, String model, Price price) {
    return openAi(key, baseUrl, new PricedModel(model, price));
  }

  private static LangChain4jChatModel openAi(String key, String baseUrl, PricedModel is) {
    LangChain4jChatModel model = openAiFormat(key, baseUrl, is);
    model =
        model.with(new Requests(Requests.Limit.COMPLETION, true, model.requests().temperature()));
    return REASONING.matcher(is.model()).matches() ? model.withoutTemperature() : model;
  }

  private static LangChain4jChatModel openAiFormat(String key, String baseUrl, PricedModel is) {
    return LangChain4jChatModel.of(
            is.model(),
            is.price(),
            OpenAiChatModel.builder()
                .apiKey(key)
                .baseUrl(baseUrl)
                .modelName(is.model())
                .timeout(TIMEOUT)
                .maxRetries(0)
                .build())
        .streaming(
            OpenAiStreamingChatModel.builder()
                .apiKey(key)
                .baseUrl(baseUrl)
                .modelName(is.model())
                .timeout(TIMEOUT)
                .build())
        .hiding(List.of(key));
  }

  /**
   * A model of Anthropic. The schema of an answer goes into its instructions: what the provider
   * itself enforces is a narrower JSON Schema than AIOS makes.
   *
   * @param key the key
   * @param baseUrl for example {@code https://api.anthropic.com}, with or without {@code /v1}
   * @param model the model's name
   * @param price what it costs
   * @return the model
   */
  public static LangChain4jChatModel anthropic(
      String key, String baseUrl, String model, Price price) {
    return anthropic(key, anthropicUrl(baseUrl), new PricedModel(model, price));
  }

  private static LangChain4jChatModel anthropic(String key, String baseUrl, PricedModel is) {
    return LangChain4jChatModel.of(
            is.model(),
            is.price(),
            AnthropicChatModel.builder()
                .apiKey(key)
                .baseUrl(baseUrl)
                .modelName(is.model())
                .timeout(TIMEOUT)
                .maxRetries(0)
                .build())
        .streaming(
            AnthropicStreamingChatModel.builder()
                .apiKey(key)
                .baseUrl(baseUrl)
                .modelName(is.model())
                .timeout(TIMEOUT)
                .build())
        .schemaInPrompt()
        .hiding(List.of(key));
  }

  /**
   * A model served by Ollama, in the format of OpenAI that it speaks under {@code /v1}.
   *
   * @param host as in {@code OLLAMA_HOST}: {@code http://localhost:11434}, {@code localhost:11434}
   *     or {@code localhost}
   * @param model the model's name
   * @return the model, which costs nothing
   */
  public static LangChain4jChatModel ollama(String host, String model) {
    return ollama(host, new PricedModel(model, Price.FREE));
  }

  private static LangChain4jChatModel ollama(String host, PricedModel is) {
    // Ollama asks for no key, but its clients must send one.
    return openAiFormat("ollama", ollamaUrl(host), is).hiding(List.of());
  }

  /** As Ollama's own client reads it: its port is meant where neither scheme nor port is given. */
  static String ollamaUrl(String host) {
    String url = trimmed(host.contains("://") ? host : "http://" + host);
    boolean bare = !host.contains("://") && !url.matches(".*:\\d+");
    // A server listens on all of its addresses at 0.0.0.0; a client cannot call that everywhere.
    return url.replace("://0.0.0.0", "://127.0.0.1") + (bare ? ":11434" : "") + "/v1";
  }

  private static String anthropicUrl(String url) {
    String base = trimmed(url);
    return base.endsWith("/v1") ? base : base + "/v1";
  }

  private static String trimmed(String url) {
    String trimmed = url.strip();
    while (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed;
  }
}
