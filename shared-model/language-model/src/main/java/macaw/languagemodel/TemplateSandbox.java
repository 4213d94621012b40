package macaw.languagemodel;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.random.RandomNumberGeneratorStrategy;
import com.hubspot.jinjava.tree.Node;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Runs a chat template that came with a model, which nobody here has read: it sees the conversation and nothing else, no
 * file, class or clock, what people wrote is never taken for template code, and it ends after so many steps, so much text, so long a time.
 * Whitespace is handled as transformers has it (trim_blocks, lstrip_blocks).
 */
final class TemplateSandbox {
    private static final int MAX_STEPS = 20_000;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_DEPTH = 32;
    /** Of the processor, for what takes long all the same; a template that means well is done in a millisecond, however busy the machine is. */
    private static final long MAX_NANOSECONDS = 1_000_000_000L;
    /** Characters that methods and filters look at, which takes a fraction of a second. */
    private static final long MAX_WORK = 1L << 26;
    /** To evaluate a character of code takes as long as to look at so many. */
    private static final int CODE_WEIGHT = 16;
    /** The longest templates in use, with tools and documents, have 30,000 characters. */
    private static final int MAX_TEMPLATE = 1 << 18;
    /** Of brackets in an expression. */
    private static final int MAX_BRACKETS = 24;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private static final Set<String> TAGS = Set.of("include", "import", "from", "extends", "cycle");
    private static final Set<String> FUNCTIONS = Set.of("range", "namespace", "raise_exception");
    private static final Pattern FILTER = Pattern.compile("\\|\\s*([A-Za-z_]\\w*)");

    private final String source;
    private final Jinjava jinjava;
    private final TemplateMethods methods;
    private final Map<Context.Library, Set<String>> disabled;
    private final String template;
    private int steps;
    private long began;

    /** @param source what people call the template, for messages */
    TemplateSandbox(String source, String template) {
        this.source = source;
        if (template.length() > MAX_TEMPLATE) {
            throw invalid("it has " + template.length() + " characters; at most " + MAX_TEMPLATE + " are read", null);
        }
        methods = new TemplateMethods(MAX_TEXT, MAX_WORK);
        // Like Jinja, which takes one line break at the end for that of the file.
        String whole = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        this.template = TemplateSource.explicit(whole);
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxRenderDepth(MAX_DEPTH)
                .withEnableRecursiveMacroCalls(false)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .withMaxOutputSize(MAX_TEXT)
                .withMaxStringLength(MAX_TEXT)
                .withMaxListSize(MAX_STEPS)
                .withMaxMapSize(MAX_STEPS)
                .withRandomNumberGeneratorStrategy(RandomNumberGeneratorStrategy.CONSTANT_ZERO)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .withElResolver(methods)
                .withNodePreProcessor((node, interpreter) -> countStep(node))
                .build());
        jinjava.setResourceLocator((name, charset, interpreter) -> {
            throw new ResourceNotFoundException("A chat template reads no files: " + name);
        });
        jinjava.registerFunction(
                new ELFunctionDefinition("", "raise_exception", TemplateSandbox.class, "raiseException", String.class));
        jinjava.getGlobalContext().registerFilter(new TemplateFilters.Items());
        disabled = withoutOthers(jinjava.getGlobalContext());
        refuseWhatWouldBeIgnored();
        limitFilters(jinjava.getGlobalContext(), methods);
    }

    private static Map<Context.Library, Set<String>> withoutOthers(Context library) {
        return Map.of(
                Context.Library.TAG,
                TAGS,
                Context.Library.FILTER,
                library.getAllFilters().stream()
                        .map(Filter::getName)
                        .filter(name -> !TemplateFilters.ALLOWED.contains(name))
                        .collect(Collectors.toSet()),
                Context.Library.FUNCTION,
                library.getAllFunctions().stream()
                        .map(ELFunctionDefinition::getName)
                        .filter(name -> !FUNCTIONS.contains(name.substring(name.indexOf(':') + 1)))
                        .collect(Collectors.toSet()));
    }

    private static void limitFilters(Context library, TemplateMethods methods) {
        for (String name : TemplateFilters.ALLOWED) {
            Filter filter = library.getFilter(name);
            if (filter != null) {
                library.registerFilter(new TemplateFilters.Measured(filter, methods, MAX_TEXT));
            }
        }
        library.registerFilter(new TemplateFilters.Replace(methods));
    }

    /** The template's text for these variables, or {@code TEMPLATE_INVALID} with what it or the sandbox objects to. */
    String render(Map<String, ?> variables) {
        return Thread.currentThread().isVirtual() ? renderedApart(variables) : rendered(variables);
    }

    /** A virtual thread's processor time cannot be told. */
    private String renderedApart(Map<String, ?> variables) {
        var rendering = new FutureTask<>(() -> rendered(variables));
        Thread.ofPlatform().name("chat-template").daemon().start(rendering);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return rendering.get();
                } catch (InterruptedException e) {
                    interrupted = true; // it is over soon
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof CodedException refused ? refused : invalid(reason(e), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized String rendered(Map<String, ?> variables) {
        steps = 0;
        methods.begin();
        began = CLOCK.getCurrentThreadCpuTime();
        // Jinjava.renderForResult copies its whole library first, which takes most of its time.
        var interpreter = new JinjavaInterpreter(
                jinjava, new Context(jinjava.getGlobalContext(), variables, disabled), jinjava.getGlobalConfig());
        JinjavaInterpreter.pushCurrent(interpreter);
        try {
            String text = interpreter.render(template);
            if (!interpreter.getErrors().isEmpty()) {
                TemplateError error = interpreter.getErrors().getFirst();
                throw invalid(reason(error), error.getException());
            }
            return text;
        } catch (CodedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | RenderingEnded e) {
            throw invalid(reason(e), e);
        } finally {
            JinjavaInterpreter.popCurrent();
        }
    }

    /** What jinjava would pass over in silence, and so write another text than transformers. */
    private void refuseWhatWouldBeIgnored() {
        Matcher code = TemplateSource.CODE.matcher(template.substring(0, TemplateSource.endOfCode(template)));
        while (code.find()) {
            String expression =
                    TemplateSource.STRING_LITERAL.matcher(code.group()).replaceAll("''");
            refuseDeepBrackets(expression);
            Matcher filter = FILTER.matcher(expression);
            while (filter.find()) {
                if (jinjava.getGlobalContext().getFilter(filter.group(1)) == null) {
                    throw invalid("the filter " + filter.group(1) + " is not supported", null);
                }
            }
        }
    }

    /** The parser tries what a bracket may be and so takes time that grows exponentially with their depth. */
    private void refuseDeepBrackets(String expression) {
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (depth > MAX_BRACKETS) {
                throw invalid("an expression has more than " + MAX_BRACKETS + " brackets within each other", null);
            }
        }
    }

    private static String reason(TemplateError error) {
        return error.getException() == null ? error.getMessage() : reason(error.getException());
    }

    /** The innermost cause says it in the template's own words. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Called by templates that do not like a conversation, one that does not alternate for instance. */
    public static String raiseException(String message) {
        throw new IllegalArgumentException(message);
    }

    private void countStep(Node node) {
        methods.charge((long) CODE_WEIGHT * node.getMaster().getImage().length());
        if (++steps > MAX_STEPS) {
            throw new RenderingEnded("it takes more than " + MAX_STEPS + " steps");
        }
        if (CLOCK.getCurrentThreadCpuTime() - began > MAX_NANOSECONDS) {
            throw new RenderingEnded("it takes longer than " + MAX_NANOSECONDS / 1_000_000 + " ms of the processor");
        }
    }

    private CodedException invalid(String reason, @Nullable Throwable cause) {
        return new CodedException(ErrorCode.TEMPLATE_INVALID, source + ": the chat template fails: " + reason, cause);
    }
}
