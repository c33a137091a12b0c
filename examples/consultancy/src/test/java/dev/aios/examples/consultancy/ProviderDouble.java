package dev.aios.examples.consultancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A local server that speaks OpenAI's wire format and answers as a test says. */
final class ProviderDouble implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final Function<String, String> answers;

  /** A server that answers a whole prompt with a text, or with an error if that throws. */
  ProviderDouble(Function<String, String> answers) throws IOException {
    this.answers = answers;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::complete);
    server.setExecutor(threads);
    server.start();
  }

  Map<String, String> environment() {
    return Map.of(
        "OPENAI_API_KEY",
        "sk-of-the-double",
        "OPENAI_BASE_URL",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** Everything that was ever asked, as one text each. */
  List<String> prompts() {
    return asked.stream().map(ProviderDouble::prompt).toList();
  }

  private static String prompt(JsonNode request) {
    StringBuilder text = new StringBuilder();
    for (JsonNode message : request.get("messages")) {
      JsonNode content = message.get("content");
      if (content.isTextual()) {
        text.append(content.asText()).append('\n');
      } else {
        content.forEach(part -> text.append(part.path("text").asText()).append('\n'));
      }
    }
    return text.toString();
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    asked.add(request);
    String answer;
    try {
      answer = answers.apply(prompt(request));
    } catch (IllegalStateException e) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    byte[] body =
        MAPPER
            .writeValueAsString(
                Map.of(
                    "id", "chatcmpl-" + asked.size(),
                    "object", "chat.completion",
                    "model", request.get("model").asText(),
                    "choices",
                        List.of(
                            Map.of(
                                "index",
                                0,
                                "finish_reason",
                                "stop",
                                "message",
                                Map.of("role", "assistant", "content", answer))),
                    "usage",
                        Map.of(
                            "prompt_tokens", 1000, "completion_tokens", 50, "total_tokens", 1050)))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
