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
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
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
            })
    @Timeout(20)
    void aHostileOrBrokenTemplateEndsWithItsCode(String template) throws Exception {
        assertThatThrownBy(() -> template(template).render(List.of(Message.user("Hi")), true))
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
