package dev.aios.memory;

import static dev.aios.memory.Company.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Untrusted;
import dev.aios.memory.erasure.Erased;
import dev.aios.memory.erasure.Erasure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recall, some of whose vectors are in a file. */
class RecallVectorFilesTest {
  private static final int EXACT = 40;

  @TempDir Path folder;

  private final Wide embedder = new Wide();
  private final Map<String, String> texts = new TreeMap<>();
  private final Random random = new Random(11);

  /** Vectors that are long enough for codes, and remembered by their texts. */
  private static final class Wide implements Embedder {
    private final HashingEmbedder half = new HashingEmbedder();
    private final Map<String, float[]> made = new ConcurrentHashMap<>();

    @Override
    public String name() {
      return "wide";
    }

    @Override
    public int dimension() {
      return 2 * half.dimension();
    }

    @Override
    public List<float[]> embed(List<String> all) {
      List<float[]> vectors = new ArrayList<>();
      for (String text : all) {
        float[] vector = new float[dimension()];
        float[] first = half.embed(List.of(text)).get(0);
        float[] second = half.embed(List.of("#" + text.replace('e', 'o'))).get(0);
        System.arraycopy(first, 0, vector, 0, first.length);
        System.arraycopy(second, 0, vector, first.length, second.length);
        vectors.add(vector);
        made.put(text, vector);
      }
      return vectors;
    }
  }

  private Company company(Path vectors) {
    return new Company(
        Store.SQLITE,
        folder,
        Memory.builder().embedder(embedder).exactUpTo(EXACT).vectorFiles(vectors).build());
  }

  private Company company() {
    return company(folder.resolve("vectors"));
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 6; j++) {
        words.append((char) ('a' + random.nextInt(26)));
      }
      words.append(' ');
    }
    return words.toString().strip() + ".";
  }

  private void add(Company company, String id, Set<String> entities) {
    String text = words();
    texts.put(id, text);
    company
        .recall()
        .add(
            List.of(
                new Passage(
                    id, Untrusted.text(text, "note:" + id), "", null, entities, null, Map.of())));
  }

  private void addAll(Company company, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      add(company, prefix + i, Set.of());
    }
  }

  private void assertEachIsFound(Company company) {
    texts.forEach(
        (id, text) ->
            assertThat(ids(company.recall().search(Query.of(text, 3))).get(0)).isEqualTo(id));
    assertThat(company.recall().size()).isEqualTo(texts.size());
  }

  private static List<Path> files(Path in, String ending) throws IOException {
    try (Stream<Path> all = Files.exists(in) ? Files.walk(in) : Stream.empty()) {
      return all.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private void awaitFileWith(Path in, String text) throws Exception {
    for (int i = 0; i < 6_000; i++) {
      if (files(in, ".vectors").size() == 1 && isInAFile(in, text)) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("No file came to be");
  }

  /** Whether the vector of a text stands in any file under a folder. */
  private boolean isInAFile(Path in, String text) throws IOException {
    float[] vector =
        embedder.made.entrySet().stream()
            .filter(made -> made.getKey().contains(text))
            .findFirst()
            .orElseThrow()
            .getValue();
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    ByteBuffer sought = ByteBuffer.allocate(16 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 16; i++) {
      sought.putFloat((float) (vector[i] / Math.sqrt(squares)));
    }
    String needle = new String(sought.array(), StandardCharsets.ISO_8859_1);
    for (Path file : files(in, "")) {
      if (Files.isRegularFile(file)
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(needle)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void numbers_that_are_used_again_after_removals_mean_the_new_chunks() throws Exception {
    Path vectors = folder.resolve("vectors");
    try (Company company = company()) {
      addAll(company, "a", 160);
      assertEachIsFound(company);
      awaitFileWith(vectors, texts.get("a7"));
      for (int round = 0; round < 3; round++) {
        for (String id : List.copyOf(texts.keySet()).subList(0, 110)) {
          company.recall().remove(id);
          texts.remove(id);
        }
        assertEachIsFound(company);
        addAll(company, "r" + round + "x", 110);
        assertEachIsFound(company);
      }
    }
    try (Company company = company()) {
      assertEachIsFound(company);
      addAll(company, "last", 60);
      assertEachIsFound(company);
    }
  }

  @Test
  void an_erasure_leaves_no_vector_of_a_person_in_any_file() throws Exception {
    Path vectors = folder.resolve("vectors");
    try (Company company = company()) {
      String anna =
          company
              .entities()
              .resolve(Kind.PERSON, "Annabella", Set.of(Anchor.mail("a@lindenhof.example")), "m")
              .id();
      addAll(company, "other", 30);
      add(company, "hers/early", Set.of(anna));
      addAll(company, "more", 60);
      assertEachIsFound(company);
      awaitFileWith(vectors, texts.get("hers/early"));
      add(company, "hers/late", Set.of(anna));
      assertEachIsFound(company);

      Erased erased = company.aios.service(Erasure.class).person(anna);

      assertThat(erased.counts()).containsEntry("passages", 2);
      assertThat(erased.filesClean()).isTrue();
      assertThat(isInAFile(folder, texts.get("hers/early"))).isFalse();
      assertThat(isInAFile(folder, texts.get("hers/late"))).isFalse();
      assertThat(isInAFile(vectors, texts.get("other3"))).isTrue();
      texts.remove("hers/early");
      texts.remove("hers/late");
      assertEachIsFound(company);
    }
  }

  @Test
  void of_two_processes_with_one_folder_the_first_has_it_and_both_find_everything()
      throws Exception {
    Path vectors = folder.resolve("vectors");
    try (Company one = company();
        Company two = company()) {
      addAll(one, "a", 100);
      assertEachIsFound(one);
      awaitFileWith(vectors, texts.get("a5"));
      assertEachIsFound(two);
      assertThat(files(vectors, ".vectors")).hasSize(1);

      two.recall().remove("a5");
      final String gone = texts.remove("a5");
      assertEachIsFound(two);
      assertEachIsFound(one); // The owner's use of recall takes it out of the file.
      assertThat(isInAFile(vectors, gone)).isFalse();
    }
  }

  @Test
  void two_processes_with_a_folder_each_have_a_file_each() throws Exception {
    Path other = folder.resolve("others");
    try (Company one = company();
        Company two = company(other)) {
      addAll(one, "a", 100);
      assertEachIsFound(one);
      assertEachIsFound(two);
      awaitFileWith(folder.resolve("vectors"), texts.get("a5"));
      awaitFileWith(other, texts.get("a5"));

      one.recall().remove("a5");
      final String gone = texts.remove("a5");
      assertEachIsFound(one);
      assertEachIsFound(two);
      assertThat(isInAFile(folder, gone)).isFalse();
    }
  }
}
