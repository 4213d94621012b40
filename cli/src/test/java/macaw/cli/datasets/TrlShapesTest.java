package macaw.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.cli.datasets.Row.Comparison;
import macaw.cli.datasets.Row.Demonstration;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes that TRL takes, and what tells them apart. */
class TrlShapesTest {
    private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String ANSWER = "{\"role\":\"assistant\",\"content\":\"Hello\"}";
    private static final String OTHER = "{\"role\":\"assistant\",\"content\":\"No\"}";
    private static final String HI_RANKED = "{\"prompt\":\"Hi\",\"outputs\":[\"Hello\",\"No\"],\"ranking\":[[0],[1]]}";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'prompt':'Hi','chosen':'Hello','rejected':'No'}",
                "{'prompt':[U],'chosen':[A],'rejected':[O]}",
                "{'chosen':[U,A],'rejected':[U,O]}",
                "{'prompt':'Hi','chosen':[U,A],'rejected':[U,O],'score_chosen':7.5}",
                "{'prompt':[U],'chosen':[U,A],'rejected':[U,O]}",
                "{'chosen':'Hi Hello','rejected':'Hi No'}",
                "{'prompt':'Hi','completions':['Hello','No'],'ranks':[1,2]}",
                "{'prompt':'Hi','completions':['Hello','No'],'scores':[0.75,-1]}",
                "{'prompt':[U],'completions':[[A],[O]],'scores':['0.1',1e-3]}",
                "{'prompt':'\\n"
                        + "\\n"
                        + "Human: Hi\\n"
                        + "\\n"
                        + "Assistant: ','answers':[{'answer':'Hello','rank':1.0,'model':'m'},{'answer':'No','rank':2}]}",
                "{'prompt':'Hi','outputs':['Hello','No'],'ranking':[[0],[1]]}",
                "{'messages':[U],'outputs':['Hello','No'],'ranking':[[0],[1]]}",
            })
    void oneComparisonInAllItsShapes(String row) throws Exception {
        Converted converted = Converted.of(lines(row), RowKind.COMPARISONS);
        assertThat(converted.refused()).isEmpty();
        assertThat(converted.lines()).containsExactly(HI_RANKED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'prompt':'Hi','completion':'Hello'}",
                "{'prompt':[U],'completion':[A]}",
                "{'prompt':[U],'completion':'Hello'}",
                "{'messages':[U,A]}",
                "{'messages':[{'role':'system','content':''},U,A],'prompt_id':'x'}",
                "{'prompt':'Hi','response':'Hello'}",
                "{'messages':[U],'response':'Hello'}",
                "{'instruction':'Hi','instances':[{'input':'','output':'Hello'}]}",
            })
    void oneDemonstrationInAllItsShapes(String row) throws Exception {
        Converted converted = Converted.of(lines(row), RowKind.DEMONSTRATIONS);
        assertThat(converted.refused()).isEmpty();
        assertThat(converted.rows()).containsExactly(new Demonstration("Hi", "Hello"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'prompt':'Hi'}",
                "{'prompt':[U]}",
                "{'messages':[U]}",
                "{'messages':[U,A]}",
                "{'prompt':'Hi','completion':'Hello'}",
                "{'prompt':'Hi','chosen':'Hello','rejected':'No','messages':[U,A]}",
                "{'chosen':'\\n\\nHuman: Hi\\n\\nAssistant: Hello','rejected':'\\n\\nHuman: Hi\\n\\nAssistant: No'}",
            })
    void whatIsAskedIsTakenOutOfEveryShape(String row) throws Exception {
        Converted converted = Converted.of(lines(row), RowKind.PROMPTS);
        assertThat(converted.refused()).isEmpty();
        assertThat(converted.rows())
                .extracting(asked -> asked.asked().orElseThrow())
                .containsExactly(Conversation.of("Hi"));
    }

    @Test
    void aConversationIsOneDemonstrationOfItsLastAnswer() throws Exception {
        String whole = json("{'messages':[{'role':'system','content':'S'},U,A,U],'response':'No'}");
        assertThat(Converted.of(lines("{'messages':[{'role':'system','content':'S'},U,A,U,O]}"))
                        .lines())
                .containsExactly(whole);
        assertThat(Converted.of(lines("{'messages':[{'role':'system','content':'S'},U,A,U,O,U]}"))
                        .lines())
                .as("a question that nobody answered is left out")
                .containsExactly(whole);
        assertThat(Converted.of(lines("{'prompt':[U],'completion':[A,U,O]}")).lines())
                .containsExactly(json("{'messages':[U,A,U],'response':'No'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MESSAGES | {'messages':[U]} | \"messages\" has no answer of the assistant",
                "MESSAGES | {'messages':[U,A,O]} | what is answered does not end with a message of the user",
                "MESSAGES | {'messages':'Hi'} | \"messages\" must be a list of messages, is a text",
                "MESSAGES | {'messages':['Hi']} | \"messages\" must hold messages, holds a text",
                "MESSAGES | {'messages':[{'content':'Hi'}]} | \"messages\" has a message without a role",
                "MESSAGES | {'messages':[{'role':'user'}]} | \"messages\" has a message whose content is missing",
                "MESSAGES | {'messages':[{'role':'user','content':[{'type':'text'}]}]} | \"messages\" has a message"
                        + " whose content is a list",
                "MESSAGES | {'messages':[{'role':'user','content':' '}]} | \"messages\" has a blank message of the"
                        + " user",
                "MESSAGES | {'messages':[{'role':'tool','content':'1'}]} | \"messages\" has a message of \"tool\";"
                        + " system, user and assistant can be learnt",
                "MESSAGES | {'messages':[U,{'role':'assistant','content':'x','tool_calls':[]}]} | \"messages\" has a"
                        + " message that calls tools",
                "PROMPT_COMPLETION | {'prompt':'Hi','completion':null} | \"completion\" is missing",
                "PROMPT_COMPLETION | {'prompt':'Hi','completion':7} | \"completion\" must be a list of messages, is a"
                        + " number",
                "PROMPT_COMPLETION | {'prompt':' ','completion':'Hello'} | the prompt is blank",
                "PROMPT_COMPLETION | {'prompt':'Hi','completion':''} | the response is blank",
                "PREFERENCE | {'prompt':null,'chosen':'Hi a','rejected':'Hi b'} | \"prompt\" is missing",
                "PREFERENCE | {'prompt':'Hi','chosen':'same','rejected':'same'} | chosen and rejected are the same",
                "PREFERENCE | {'prompt':'Hi','chosen':[U,A],'rejected':[A]} | chosen and rejected answer different"
                        + " conversations",
                "PREFERENCE | {'prompt':'Ho','chosen':[U,A],'rejected':[U,O]} | chosen and rejected answer another"
                        + " conversation than \"prompt\"",
                "PREFERENCE | {'prompt':'Hi','chosen':[U],'rejected':[U,O]} | \"chosen\" does not end with an answer"
                        + " of the assistant",
                "IMPLICIT_PREFERENCE | {'chosen':'Apples','rejected':'Apes'} | chosen and rejected begin with no word"
                        + " in common that could be the prompt",
                "RANKINGS | {'prompt':'Hi','completions':['a','b'],'ranks':[1]} | \"completions\" has 2 elements,"
                        + " \"ranks\" has 1",
                "RANKINGS | {'prompt':'Hi','completions':['a','b'],'ranks':[1,'x']} | \"ranks\" must hold numbers,"
                        + " holds a text",
                "RANKINGS | {'prompt':'Hi','completions':['a'],'scores':[1]} | a ranking needs 2 outputs or more, has"
                        + " 1",
                "COMPARISON | {'prompt':'Hi','outputs':['a','b'],'ranking':[[0],[0,1]]} | the ranking names output 0"
                        + " twice",
                "COMPARISON | {'prompt':'Hi','outputs':['a','b'],'ranking':[[1]]} | the ranking leaves output 0 out",
                "COMPARISON | {'prompt':'Hi','outputs':['a','b'],'ranking':[[2]]} | the ranking names output 2 of 2",
                "DEMONSTRATION | {'prompt':'Hi','response':'x','split':'dev'} | \"split\" must be train, validation or"
                        + " test, was \"dev\"",
            })
    void aRowThatBreaksItsShapeSaysHow(DatasetFormat format, String row, String reason) throws Exception {
        Converted converted = Converted.of(lines(row), Optional.of(format), Optional.empty());
        assertThat(converted.canonical()).isEmpty();
        assertThat(converted.refused()).containsExactly("ROW_INVALID: rows.jsonl:1: " + reason);
    }

    @Test
    void equalScoresAreTiesAndHighRanksAreLast() throws Exception {
        Converted converted = Converted.of(lines(
                "{'prompt':'p','completions':['a','b','c'],'scores':[2,10,2.0]}",
                "{'prompt':'p','completions':['a','b','c'],'scores':[1,1,1]}"));
        assertThat(converted.rows())
                .extracting(row -> ((Comparison) row).ranking())
                .containsExactly(List.of(List.of(1), List.of(0, 2)), List.of(List.of(0, 1, 2)));
    }

    @Test
    void labelerAndSplitAreKeptAndOtherColumnsAreNamed() throws Exception {
        Converted converted = Converted.of(
                lines(
                        "{'prompt':'Hi','chosen':'Hello','rejected':'No','labeler':'l1','split':'Validation','id':3,'lang':'en'}"));
        assertThat(converted.lines())
                .containsExactly(HI_RANKED.replace("}", ",\"labeler\":\"l1\",\"split\":\"validation\"}"));
        assertThat(converted.source().ignored()).containsExactly("lang");
    }

    @Test
    void aFileOfTwoShapesIsReadAsTheOneThatIsWantedAndItsOtherRowsAreRefused() throws Exception {
        Path file = lines("{'prompt':'Hi','completion':'Hello'}", "{'prompt':'Hi','chosen':'Hello','rejected':'No'}");
        Converted demonstrations = Converted.of(file, RowKind.DEMONSTRATIONS);
        assertThat(demonstrations.rows()).containsExactly(new Demonstration("Hi", "Hello"));
        assertThat(demonstrations.refused()).containsExactly("ROW_INVALID: rows.jsonl:2: \"completion\" is missing");
        Converted comparisons = Converted.of(file, RowKind.COMPARISONS);
        assertThat(comparisons.lines()).containsExactly(HI_RANKED);
        assertThat(comparisons.refused()).containsExactly("ROW_INVALID: rows.jsonl:1: \"chosen\" is missing");
        assertThat(Converted.of(file, Optional.of(DatasetFormat.PROMPT_COMPLETION), Optional.empty())
                        .rows())
                .hasSize(1);
        assertRefused(ErrorCode.FILE_INVALID, "say which with --format", () -> Converted.of(file));
    }

    @Test
    void columnsThatAreNoKnownShapeAreNamedWithThoseThatAre() throws Exception {
        Path questions = lines("{'question':'Hi','answer':'Hello'}");
        assertRefused(
                ErrorCode.FILE_INVALID,
                "rows.jsonl has the columns question, answer, those of no known format; demonstrations are made of",
                () -> Converted.of(questions, RowKind.DEMONSTRATIONS));
        Path pairs = lines("{'prompt':'Hi','chosen':'Hello','rejected':'No'}");
        assertRefused(
                ErrorCode.FILE_INVALID,
                "those of preference; demonstrations are made of",
                () -> Converted.of(pairs, RowKind.DEMONSTRATIONS));
        assertRefused(
                ErrorCode.SETTINGS_INVALID,
                "rows of format text are no comparisons",
                () -> Converted.of(pairs, Optional.of(DatasetFormat.TEXT), Optional.of(RowKind.COMPARISONS)));
        Path comparisons = lines("{'messages':[U],'outputs':['Hello','No'],'ranking':[[0],[1]]}");
        assertRefused(
                ErrorCode.FILE_INVALID, "those of comparison", () -> Converted.of(comparisons, RowKind.DEMONSTRATIONS));
        Path unpaired = lines("{'prompt':'Hi','completion':'No','label':false}");
        assertRefused(
                ErrorCode.FILE_INVALID, "unpaired preference", () -> Converted.of(unpaired, RowKind.DEMONSTRATIONS));
    }

    /** The files that labeling's own test holds its exports to. */
    @ParameterizedTest
    @CsvSource({
        "preference, 5",
        "conversational-preference, 5",
        "prompt-completion, 1",
        "conversational-prompt-completion, 1"
    })
    void whatLabelingExportsIsReadBack(String shape, int rows) throws Exception {
        Path file = dir.resolve("export.jsonl");
        try (var export = TrlShapesTest.class.getResourceAsStream("/trl/" + shape + ".jsonl")) {
            Files.copy(export, file);
        }
        Converted converted = Converted.of(file);
        assertThat(converted.refused()).isEmpty();
        String prompt = "Name a \"fruit\".";
        List<List<Integer>> firstIsBetter = List.of(List.of(0), List.of(1));
        assertThat(converted.rows())
                .hasSize(rows)
                .first()
                .isEqualTo(
                        rows == 1
                                ? new Demonstration(prompt, "An apple.\n")
                                : new Comparison(prompt, List.of("b", "a"), firstIsBetter));
    }

    private Path lines(String... rows) throws Exception {
        return Files.write(
                dir.resolve("rows.jsonl"),
                Stream.of(rows).map(TrlShapesTest::json).toList());
    }

    /** Single quotes for double ones; U, A and O are a question, its answer and another one. */
    private static String json(String row) {
        return row.replace('\'', '"')
                .replaceAll("(?<=[\\[,])U(?=[,\\]])", USER)
                .replaceAll("(?<=[\\[,])A(?=[,\\]])", ANSWER)
                .replaceAll("(?<=[\\[,])O(?=[,\\]])", OTHER);
    }

    private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
