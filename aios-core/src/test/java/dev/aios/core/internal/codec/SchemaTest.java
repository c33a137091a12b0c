package dev.aios.core.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Money;
import dev.aios.core.internal.codec.Sample.Contact;
import dev.aios.core.internal.codec.Sample.Team;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final JacksonCodec codec = new JacksonCodec();
  private final ObjectMapper mapper = new ObjectMapper();

  private void assertSchema(Type type, String expected) throws Exception {
    JsonNode actual = mapper.readTree(codec.schema(type).toString());
    assertThat(actual).isEqualTo(mapper.readTree(expected));
  }

  @Test
  void a_record_is_an_object_that_needs_what_is_not_nullable() throws Exception {
    assertSchema(
        Sample.Invoice.class,
        """
        {"type":"object","properties":{
          "number":{"type":"string"},
          "date":{"type":"string","format":"date"},
          "lines":{"type":"array","items":{"type":"object","properties":{
            "what":{"type":"string"},
            "hours":{"type":"integer"},
            "rate":{"type":"object","properties":{
              "amount":{"type":"string","pattern":"^-?[0-9]{1,13}(\\\\.[0-9]{1,6})?$"},
              "currency":{"type":"string","pattern":"^[A-Z]{3}$"}},
              "required":["amount","currency"],"additionalProperties":false}},
            "required":["what","hours","rate"],"additionalProperties":false}},
          "taxes":{"type":"object","additionalProperties":{"type":"number"}},
          "colours":{"type":"array","items":{"type":"string","enum":["RED","GREEN"]},"uniqueItems":true},
          "note":{"anyOf":[{"type":"string"},{"type":"null"}]},
          "reference":{"anyOf":[{"type":"string"},{"type":"null"}]},
          "due":{"type":"string","format":"duration"},
          "made":{"type":"string","format":"date-time"},
          "seal":{"type":"string","contentEncoding":"base64"}},
          "required":["number","date","lines","taxes","colours","due","made","seal"],
          "additionalProperties":false}
        """);
  }

  @Test
  void a_sealed_interface_is_a_choice() throws Exception {
    assertSchema(
        Sample.Round.class,
        """
        {"anyOf":[
          {"type":"object","properties":{"@type":{"const":"Circle"},"radius":{"type":"number"}},
           "required":["@type","radius"],"additionalProperties":false},
          {"type":"object","properties":{"@type":{"const":"Oval"},"a":{"type":"number"},"b":{"type":"number"}},
           "required":["@type","a","b"],"additionalProperties":false}]}
        """);
  }

  @Test
  void a_type_that_holds_itself_goes_to_defs() throws Exception {
    assertSchema(
        Sample.Tree.class,
        """
        {"$ref":"#/$defs/Tree","$defs":{"Tree":{"type":"object","properties":{
          "name":{"type":"string"},
          "children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},
          "required":["name","children"],"additionalProperties":false}}}
        """);
  }

  @Test
  void constraints_become_keywords() throws Exception {
    assertSchema(
        Contact.class,
        """
        {"type":"object","properties":{
          "name":{"type":"string","minLength":1,"maxLength":40,"pattern":"\\\\S"},
          "mail":{"type":"string","format":"email"},
          "country":{"type":"string","pattern":"^(?:[A-Z]{2})$"},
          "age":{"type":"integer","minimum":18,"maximum":120},
          "factor":{"type":"number","exclusiveMinimum":0.5},
          "tags":{"type":"array","items":{"type":"string","minLength":1,"pattern":"\\\\S"},"minItems":1},
          "nick":{"anyOf":[{"type":"string","minLength":2},{"type":"null"}]}},
          "required":["name","mail","country","age","factor","tags"],
          "additionalProperties":false}
        """);
  }

  @Test
  void lists_and_scalars_have_schemas() throws Exception {
    Type list = Sample.Drawing.class.getRecordComponents()[2].getGenericType();
    assertThat(codec.schema(list).toString())
        .startsWith("{\"type\":\"array\",\"items\":{\"anyOf\"");
    assertSchema(int.class, "{\"type\":\"integer\"}");
    assertSchema(String.class, "{\"type\":\"string\"}");
    assertSchema(Sample.Colour.class, "{\"type\":\"string\",\"enum\":[\"RED\",\"GREEN\"]}");
  }

  @Test
  void what_is_no_plain_data_has_no_schema() {
    assertThatThrownBy(() -> codec.schema(Sample.Opaque.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("worker");
    assertThatThrownBy(() -> codec.schema(Object.class)).isInstanceOf(InvalidInputException.class);
  }

  private static Contact contact(String name, int age, List<String> tags) {
    return new Contact(name, "a@b.example", "DE", age, BigDecimal.ONE, tags, null);
  }

  @Test
  void every_violation_is_named_with_its_path() {
    Contact good = contact("Ada", 30, List.of("x"));
    assertThat(codec.validate("contact", good)).isSameAs(good);
    assertThatThrownBy(
            () ->
                codec.validate(
                    "contact",
                    new Contact(" ", "no", "de", 3, BigDecimal.ZERO, List.of("a", ""), "n")))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.violations())
                    .containsExactlyInAnyOrder(
                        "name must not be blank",
                        "mail must be a well-formed email address",
                        "country must match \"[A-Z]{2}\"",
                        "age must be greater than or equal to 18",
                        "factor must be greater than 0.5",
                        "tags[1] must not be blank",
                        "nick size must be between 2 and 2147483647"))
        .hasMessageStartingWith("contact is not valid: ");
  }

  @Test
  void records_within_are_checked_without_being_marked() {
    Team team =
        new Team(
            "t",
            List.of(contact("Ada", 30, List.of("x")), contact("", 30, List.of("x"))),
            Map.of("lead", contact("Bo", 17, List.of("x"))));
    assertThatThrownBy(() -> codec.validate("team", team))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.violations())
                    .containsExactly(
                        "contacts[1].name must not be blank",
                        "byRole[lead].age must be greater than or equal to 18"));
    assertThatThrownBy(() -> codec.validate("list", List.of(contact("", 20, List.of("x")))))
        .hasMessageContaining("[0].name must not be blank");
  }

  @Test
  void a_message_is_never_evaluated() {
    assertThatThrownBy(
            () -> codec.validate("contact", contact("${1+1}#{2+2}".repeat(10), 30, List.of("x"))))
        .hasMessageContaining("name size must be between 0 and 40");
  }

  @Test
  void a_type_without_constraints_needs_no_validator() {
    assertThatCode(
            () ->
                codec.validate("figure", new Sample.Drawing("d", new Sample.Square(1), List.of())))
        .doesNotThrowAnyException();
    assertThat(codec.validate("money", Money.of(1, "EUR"))).isEqualTo(Money.of(1, "EUR"));
    assertThat(codec.validate("text", "x")).isEqualTo("x");
  }
}
