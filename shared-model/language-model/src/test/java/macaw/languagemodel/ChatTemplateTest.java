package macaw.languagemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    /** chat_templates.json was made with transformers 5.23.0. */
    static Stream<JsonNode> conversations() throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        JSON.readTree(ChatTemplateTest.class.getResource("/chat_templates.json"))
                .forEach(cases::add);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void templatesInTheWildGiveTheTextThatTransformersGives(JsonNode expected) throws Exception {
        ChatTemplate template = template(expected.get("template").asText());
        List<Message> messages = new ArrayList<>();
        for (JsonNode m : expected.get("messages")) {
            messages.add(new Message(m.get("role").asText(), m.get("content").asText()));
        }
        boolean prompt = expected.get("addGenerationPrompt").asBoolean();
        if (expected.get("expected").isNull()) {
            assertThatThrownBy(() -> template.render(messages, prompt))
                    .hasMessageContaining("Conversation roles must alternate")
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID));
        } else {
            assertThat(template.render(messages, prompt))
                    .as(expected.get("name").asText())
                    .isEqualTo(expected.get("expected").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(1000) %}{% for b in range(1000) %}{{ 'a long enough text to fill memory' }}{% endfor %}{% endfor %}",
                "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for a in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for a in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for a in range(60) %}{% set ns.x = ns.x|replace('a', 'aa') %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=['a']) %}{% for a in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x|length }}",
                "{% macro again(n) %}{{ again(n) }}{% endmacro %}{{ again(1) }}",
                "{% include '/etc/passwd' %}",
                "{% import 'macaw/languagemodel/ChatTemplate.class' as x %}",
                "{{ ''.getClass().forName('java.lang.Runtime').getRuntime().exec('true') }}",
                "{{ messages.__class__.__mro__ }}{{ ____int3rpr3t3r____.getConfig() }}{{ raise_exception('reached') }}",
                "{% for message in messages %}{{ message['content'] }}",
                "{{ messages[0]['content'] | nosuchfilter }}",
                "{% for m in messages if m['role'] == 'user' %}{{ m['content'] }}{% endfor %}",
                "{% nosuchtag %}",
                "{{ 'a'.repeat(2000000000) }}",
                "{{ '%2000000000s'|format('x') }}",
                "{{ 'x'|center(2000000000) }}",
                "{{ 'x\ny'|indent(2000000000) }}",
                "{{ ('a' ~ 'b').replaceAll('(a|aa)+$', '') }}",
                "{{ 'a'|regex_replace('(a+)+$', 'b') }}",
                "{% set ns = namespace(x='a') %}{% for i in range(19) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x|replace('a', ns.x)|length }}",
                "{% set ns = namespace(x='a') %}{% for i in range(19) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x.replace('a', ns.x)|length }}",
                "{% set ns = namespace(x='a') %}{% for i in range(19) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ range(1000)|join(ns.x)|length }}",
                "{% set ns = namespace(x='a') %}{% for i in range(19) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{% for i in range(1000) %}{{ ns.x|upper|length }}{% endfor %}",
                "{% set x = {} %}{% set _ = x.update({'a': x}) %}{{ x }}",
                "{{ today() }}{{ unixtimestamp() }}",
                "{{ ((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))) }}",
            })
    @Timeout(20)
    void aHostileOrBrokenTemplateEndsWithItsCode(String template) throws Exception {
        assertThatThrownBy(() -> template(template).render(List.of(Message.user("Hi")), true))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID));
    }

    @Test
    @Timeout(20)
    void aLongTemplateIsReadOnceAndNotFromEachOfItsPlaces() throws Exception {
        for (String template : List.of(
                "{{".repeat(50_000),
                "{%".repeat(100_000),
                "{{ a" + ".b".repeat(50_000) + " }}",
                "{% for a" + " in".repeat(30_000) + " if".repeat(30_000) + " }}",
                "{% for a" + " in".repeat(30_000) + " %}{% endfor %}")) {
            try {
                template(template).render(List.of(Message.user("Hi")), true);
            } catch (CodedException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID);
            }
        }
    }

    /** In whose time nobody can look: it is rendered on another. */
    @Test
    @Timeout(60)
    void aVirtualThreadRendersAndIsRefusedAlike() throws Exception {
        ChatTemplate sound = template("{{ messages[0].content }}");
        ChatTemplate endless = template(
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}");
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(virtual.submit(() -> sound.render(List.of(Message.user("Hi")), true))
                            .get())
                    .isEqualTo("Hi");
            assertThatThrownBy(virtual.submit(() -> endless.render(List.of(Message.user("Hi")), true))::get)
                    .cause()
                    .hasMessageStartingWith(dir + ": the chat template fails: it takes")
                    .isInstanceOf(CodedException.class);
        }
    }

    @Test
    void aLoopWithAConditionIsRefusedWhereItIsReached() throws Exception {
        String loop = "{%- for k, v in tools.items() if k != 'if' -%}{{ k }}{%- endfor -%}";
        assertThat(template("{% if tools %}" + loop + "{% endif %}b").render(List.of(Message.user("Hi")), true))
                .isEqualTo("b");
        assertThatThrownBy(() -> template(loop).render(List.of(Message.user("Hi")), true))
                .hasMessageContaining("a loop with a condition is not supported");
    }

    @Test
    void pythonsMethodsOfTextsAreThere() throws Exception {
        assertThat(template(
                                "{{ messages[0].content.strip() }}|{{ '\\nab'.lstrip('\\n') }}|{{ 'a</think>b'.split('</think>')[-1] }}|"
                                        + "{% if 'ab'.startswith('a') and not 'ab'.endswith('a') %}yes{% endif %}|{{ 'aXa'.replace('a', 'b').lower() }}|"
                                        + "{{ 'it is'.title() }}|{{ messages[0].get('role') }}|{% for k, v in messages[0].items() %}{{ k }} {% endfor %}")
                        .render(List.of(Message.user("  Hi ")), true))
                .startsWith("Hi|ab|b|yes|bxb|It Is|user|")
                .contains("role ", "content ");
    }

    @Test
    void whatJinjavaUnderstandsOtherwiseIsUnderstoodAsInJinja() throws Exception {
        List<Message> hi = List.of(Message.user("Hi"));
        assertThat(template(
                                "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
                                        + "{% if add_generation_prompt %}yes{% endif %}{% if not nothing is not defined %}no{% endif %}")
                        .render(hi, true))
                .isEqualTo("yes");
        assertThat(template("{% set ns = namespace(n=messages|length - 1, text='not x is y') %}{{ ns.n }}{{ ns.text }}")
                        .render(hi, true))
                .isEqualTo("0not x is y");
        assertThat(template("a {% if true %}b{% endif %} c\n  {% if true %}d{% endif %}")
                        .render(hi, true))
                .isEqualTo("a b c\nd");
        assertThat(template("{% for k, v in messages[0]|items %}{{ v }}{% endfor %}")
                        .render(hi, true))
                .contains("user", "Hi");
        assertThat(template("{% for m in messages[::-1] %}{{ m.content }}{% endfor %}")
                        .render(List.of(Message.user("Hi"), Message.assistant("Oh")), true))
                .isEqualTo("OhHi");
        assertThat(template("{{ '" + "a".repeat(50_000) + "' }}").render(hi, true))
                .hasSize(50_000);
    }

    @Test
    void aTemplateIsFoundInAllItsPlaces() throws Exception {
        List<Message> hi = List.of(Message.user("Hi"));
        assertThat(ChatTemplate.isIn(dir)).isFalse();
        assertThat(ChatTemplate.open(dir).render(hi, true)).isEqualTo("Question: Hi\nAnswer:\n");
        Files.writeString(
                dir.resolve("chat_template.json"), "{\"chat_template\": \"older {{ messages[0].content }}\"}");
        assertThat(ChatTemplate.isIn(dir)).isTrue();
        assertThat(ChatTemplate.open(dir).render(hi, true)).isEqualTo("older Hi");
        Files.writeString(dir.resolve("tokenizer_config.json"), "{\"chat_template\": null}");
        assertThat(ChatTemplate.open(dir).render(hi, true)).isEqualTo("older Hi");
        Files.writeString(
                dir.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"tools\"},"
                        + " {\"name\": \"default\", \"template\": \"{{ bos_token }}named\"}]}");
        Files.writeString(dir.resolve("special_tokens_map.json"), "{\"bos_token\": {\"content\": \"<s>\"}}");
        assertThat(ChatTemplate.open(dir).render(hi, true)).isEqualTo("<s>named");
        Files.writeString(dir.resolve("chat_template.jinja"), "its own\n");
        assertThat(ChatTemplate.open(dir).render(hi, true)).isEqualTo("its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"name\": \"tool_use\", \"template\": \"x\"}]", "7", "[]", "{\"a\": \"b\"}", "[7]"})
    void aTemplateThatIsNoneIsRefused(String template) throws Exception {
        Files.writeString(dir.resolve("tokenizer_config.json"), "{\"chat_template\": " + template + "}");
        assertThatThrownBy(() -> ChatTemplate.open(dir))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID));
    }

    private ChatTemplate template(String template) throws Exception {
        Files.writeString(
                dir.resolve("tokenizer_config.json"),
                JSON.writeValueAsString(Map.of(
                        "bos_token",
                        "<s>",
                        "eos_token",
                        Map.of("content", "</s>"),
                        "pad_token",
                        "<pad>",
                        "chat_template",
                        template)));
        return ChatTemplate.open(dir);
    }
}
