package dev.aios.testkit.model;

import dev.aios.api.World;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatAnswer.Finish;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Price;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chat model that answers as the test says, and keeps what it was asked. The first script that
 * fits a question answers it; where none does it fails with an {@link UnscriptedException} that
 * shows the question. Thread-safe.
 *
 * <pre>{@code
 * ScriptedModel model = ScriptedModel.named("mini");
 * model.when(Asked.mentions("invoice")).reply(new Draft("EUR 500"));
 * model.when(Asked.mentions("weather")).fail(() -> new IOException("offline")).reply("rain");
 * }</pre>
 *
 * <p>Usage is estimated: a token for four characters, at least one a text, unless another counter
 * is set. An answer longer than the question allows is cut, as a provider would.
 */
public final class ScriptedModel implements ChatModel {
  private static final int QUOTED = 800;

  private final String name;
  private final List<Script> scripts = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new ArrayList<>();
  private volatile Price price = Price.FREE;
  private volatile TokenCounter tokens = text -> Math.max(1, (text.length() + 3) / 4);
  private volatile @Nullable Codec codec;
  private volatile @Nullable World world;

  private ScriptedModel(String name) {
    this.name = name;
  }

  /**
   * A model that knows nothing yet.
   *
   * @param name the model's name
   * @return the model
   */
  public static ScriptedModel named(String name) {
    return new ScriptedModel(name);
  }

  /**
   * A model that gives the same answers whatever it is asked, one after the other, then the last
   * again and again.
   *
   * @param answers strings and {@link Json} are answered as they are, all else as its JSON
   * @return the model, named {@code scripted}
   */
  public static ScriptedModel answering(Object... answers) {
    return named("scripted").otherwise().reply(answers).and();
  }

  /**
   * Adds a script for questions of one sort. Scripts are tried in the order in which they were
   * added.
   *
   * @param asked which questions; see {@link Asked}
   * @return the script, without a turn yet
   */
  public Script when(Predicate<? super ChatRequest> asked) {
    Script script = new Script(this, asked);
    scripts.add(script);
    return script;
  }

  /**
   * Adds a script for all questions.
   *
   * @return the script, without a turn yet
   */
  public Script otherwise() {
    return when(new Asked.Named("anything", request -> true));
  }

  /**
   * Sets what it costs.
   *
   * @param value the price; {@link Price#FREE} unless set
   * @return this
   */
  public ScriptedModel priced(Price value) {
    price = value;
    return this;
  }

  /**
   * Sets how tokens are counted.
   *
   * @param counter the counter
   * @return this
   */
  public ScriptedModel counting(TokenCounter counter) {
    tokens = counter;
    return this;
  }

  /**
   * Sets how values become JSON.
   *
   * @param value the codec; the runtime's kind of codec unless set
   * @return this
   */
  public ScriptedModel writing(Codec value) {
    codec = value;
    return this;
  }

  /**
   * Sets the world by whose clock it takes its time.
   *
   * @param value the world
   * @return this
   */
  public ScriptedModel in(World value) {
    world = value;
    return this;
  }

  /**
   * What it was asked.
   *
   * @return the questions, oldest first, those that failed too
   */
  public List<ChatRequest> requests() {
    return exchanges().stream().map(Exchange::request).toList();
  }

  /**
   * What it was asked, and what came of it.
   *
   * @return the exchanges, in the order in which they ended
   */
  public List<Exchange> exchanges() {
    synchronized (exchanges) {
      return List.copyOf(exchanges);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Price price() {
    return price;
  }

  @Override
  public ChatAnswer chat(ChatRequest request) throws Exception {
    ChatAnswer answer;
    try {
      answer = turn(request).answer(request);
    } catch (Exception e) {
      keep(new Exchange(request, null, e));
      throw e;
    }
    keep(new Exchange(request, answer, null));
    return answer;
  }

  /** Hands the text out in pieces, each a word with the space behind it. */
  @Override
  public ChatAnswer stream(ChatRequest request, Consumer<String> onText) throws Exception {
    ChatAnswer answer = chat(request);
    for (String piece : answer.text().split("(?<=\\s)(?=\\S)", -1)) {
      if (!piece.isEmpty()) {
        onText.accept(piece);
      }
    }
    return answer;
  }

  private Script.Turn turn(ChatRequest request) {
    for (Script script : scripts) {
      Script.Turn turn = script.next(request);
      if (turn != null) {
        return turn;
      }
    }
    String text = Asked.text(request);
    throw new UnscriptedException(
        "The scripted model "
            + name
            + " has no answer to:\n"
            + (text.length() <= QUOTED ? text : text.substring(0, QUOTED) + " …")
            + "\nScripted are: "
            + (scripts.isEmpty()
                ? "nothing"
                : scripts.stream().map(Script::toString).collect(Collectors.joining("; ")))
            + ". Add a script that fits, or otherwise().");
  }

  private void keep(Exchange exchange) {
    synchronized (exchanges) {
      exchanges.add(exchange);
    }
  }

  /** An answer with the usage that it would take, cut to what the question allows. */
  ChatAnswer answer(ChatRequest request, String text, List<ToolCall> calls, Finish finish) {
    String said = cut(text, request.maxOutput());
    long written = said.isEmpty() ? 0 : tokens.count(said);
    for (ToolCall call : calls) {
      written += tokens.count(call.tool()) + tokens.count(call.arguments().toString());
    }
    return new ChatAnswer(
        said,
        calls,
        Usage.of(read(request), written),
        said.length() < text.length() ? Finish.LENGTH : finish,
        name);
  }

  private String cut(String text, int maxOutput) {
    int from = 0;
    int to = text.length();
    if (tokens.count(text) <= maxOutput) {
      return text;
    }
    while (from < to) {
      int middle = (from + to + 1) >>> 1;
      if (tokens.count(text.substring(0, middle)) <= maxOutput) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return text.substring(0, from);
  }

  private long read(ChatRequest request) {
    long read = 0;
    for (Message message : request.messages()) {
      read += tokens.count(Asked.text(message));
    }
    for (ToolSpec tool : request.tools()) {
      read += tokens.count(tool.description()) + tokens.count(tool.parameters().toString());
    }
    return read;
  }

  /** A scripted value as the text of an answer. */
  String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Json json) {
      return json.toString();
    }
    return codec().toJson(value).toString();
  }

  private Codec codec() {
    Codec set = codec;
    if (set == null) {
      set =
          ServiceLoader.load(Codec.class)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "no codec is found to write answers of the scripted model "
                              + name
                              + " as JSON: set one with writing(codec)"));
      codec = set;
    }
    return set;
  }

  void pause(Duration wait) throws InterruptedException {
    if (wait.isZero() || wait.isNegative()) {
      return;
    }
    World set = world;
    if (set == null) {
      throw new IllegalStateException(
          "the scripted model "
              + name
              + " takes its time, but by no clock: set one with in(world)");
    }
    set.sleep(wait);
  }
}
