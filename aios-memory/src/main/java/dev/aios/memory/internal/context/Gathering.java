package dev.aios.memory.internal.context;

import dev.aios.api.model.Message;
import dev.aios.memory.context.Section;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was considered for a context.
 *
 * @param pieces what each section could hold, in the order in which it would stand
 * @param headings the message that a section's shared pieces stand in begins so
 * @param system the instructions, or an empty text
 * @param question counted, not shown
 * @param summaryBy who made the summary
 * @param passages ids of all passages considered
 */
record Gathering(
    Map<Section, List<Piece>> pieces,
    Map<Section, String> headings,
    String system,
    String question,
    String summaryBy,
    List<String> passages) {
  Gathering {
    pieces = new EnumMap<>(pieces);
  }

  List<Piece> of(Section section) {
    return pieces.getOrDefault(section, List.of());
  }

  Message.Part heading(Section section) {
    return new Message.Part.Trusted(headings.getOrDefault(section, "") + "\n");
  }
}
