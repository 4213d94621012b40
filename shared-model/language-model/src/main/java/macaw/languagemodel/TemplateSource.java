package macaw.languagemodel;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites of a template so that jinjava understands it as Jinja does. */
final class TemplateSource {
    /** An expression or a block. */
    static final Pattern CODE = Pattern.compile("\\{[{%].*?[%}]\\}", Pattern.DOTALL);
    /** A text within code. */
    static final Pattern STRING_LITERAL =
            Pattern.compile("'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"", Pattern.DOTALL);
    /** What lstrip_blocks takes away; jinjava also takes the blank between a text and a block. */
    private static final Pattern INDENTED_BLOCK = Pattern.compile("^[ \\t]+(?=\\{[%#](?!\\+))", Pattern.MULTILINE);

    private static final String VALUE = "((?<![\\w.])[A-Za-z_][\\w.]*+(?:\\[[^\\]\\[]{0,100}\\])?)";
    /** In Jinja the test comes first, so that this is what is left where it fails. */
    private static final Pattern NEGATED_TEST = Pattern.compile(
            STRING_LITERAL.pattern() + "|\\bnot\\s+" + VALUE + "\\s+is\\s+(not\\s+)?(?=\\w)", Pattern.DOTALL);
    /** In Jinja a filter comes before arithmetic, also behind the name of an argument. */
    private static final Pattern FILTERED_ARGUMENT = Pattern.compile(
            STRING_LITERAL.pattern() + "|=\\s*(" + VALUE + "\\s*\\|\\s*\\w+\\s*[-+]\\s*\\w+)(?=\\s*[,)])",
            Pattern.DOTALL);

    private static final Pattern LOOP = Pattern.compile("\\{%[-+]?\\s*+for\\s");
    private static final Pattern OVER = Pattern.compile("\\sin\\s");
    private static final Pattern UNDER_CONDITION = Pattern.compile("\\sif\\s");

    private static final String REFUSED_LOOP = "raise_exception('a loop with a condition is not supported')";

    private static final Pattern REVERSED =
            Pattern.compile(STRING_LITERAL.pattern() + "|" + VALUE + "\\[::-1\\]", Pattern.DOTALL);

    private TemplateSource() {}

    /** The template as jinjava is given it. */
    static String explicit(String template) {
        String blocks = INDENTED_BLOCK.matcher(template).replaceAll("");
        int end = endOfCode(blocks);
        return CODE.matcher(blocks.substring(0, end))
                        .replaceAll(code -> Matcher.quoteReplacement(rewritten(code.group())))
                + blocks.substring(end);
    }

    /** Where the last code ends. Whoever looks for code looks no further: what is never closed would be looked for to the end from each place. */
    static int endOfCode(String template) {
        int last = Math.max(template.lastIndexOf("%}"), template.lastIndexOf("}}"));
        return last < 0 ? 0 : last + 2;
    }

    private static String rewritten(String code) {
        String tests = NEGATED_TEST
                .matcher(withoutConditionalLoop(code))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null
                                ? found.group()
                                : found.group(1) + (found.group(2) == null ? " is not " : " is ")));
        String arguments =
                FILTERED_ARGUMENT.matcher(tests).replaceAll(found -> Matcher.quoteReplacement(argument(found)));
        return REVERSED.matcher(arguments)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? found.group() : "(" + found.group(1) + "|reverse)"));
    }

    /**
     * A loop with a condition becomes one that is refused when it is reached: jinjava passes over the condition in silence. Templates in use have
     * such loops where they write tools, which nobody is offered here.
     */
    private static String withoutConditionalLoop(String code) {
        String masked = STRING_LITERAL
                .matcher(code)
                .replaceAll(text -> "'".repeat(text.group().length()));
        Matcher loop = LOOP.matcher(masked);
        Matcher over = OVER.matcher(masked);
        Matcher condition = UNDER_CONDITION.matcher(masked);
        // one after the other and each once: a template may be long and mean harm
        return masked.endsWith("%}") && loop.lookingAt() && over.find(loop.end() - 1) && condition.find(over.end() - 1)
                ? code.substring(0, over.end()) + REFUSED_LOOP + " %}"
                : code;
    }

    private static String argument(MatchResult found) {
        return found.group(1) == null ? found.group() : "=(" + found.group(1) + ")";
    }
}
