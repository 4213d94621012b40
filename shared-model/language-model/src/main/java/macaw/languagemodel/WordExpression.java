package macaw.languagemodel;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether an expression of a tokenizer.json takes time that grows with the text and no faster. The native library searches
 * by trying and going back, and ends the process when a search takes too many tries. What is allowed is what the tokenizers
 * of the supported families have: a repetition without a bound is of one character or class, not of a group; a branch has
 * at most two of them, and where it has two, nothing behind them that must match.
 */
final class WordExpression {
    private static final int MAX_LENGTH = 4096;
    /** A repetition of up to so many times costs as good as nothing. */
    private static final int SHORT = 16;

    private final String expression;
    private int at;

    private WordExpression(String expression) {
        this.expression = expression;
    }

    /** What an expression has so far, up to where it is read; of alternatives the most that one has. */
    private static final class Branch {
        private final int before;
        private int unbounded;
        private int most;
        private boolean requiredAfterTwo;

        Branch(int before) {
            this.before = before;
            this.unbounded = before;
            this.most = before;
        }

        void count(Repetition times) {
            unbounded += times == Repetition.UNBOUNDED ? 1 : 0;
            most = Math.max(most, unbounded);
            requiredAfterTwo |= times == Repetition.ONCE && unbounded >= 2;
        }

        void alternative() {
            unbounded = before;
        }

        boolean isLinear() {
            return most <= 1 || most == 2 && !requiredAfterTwo;
        }
    }

    /** Whether it may be searched for in any text. */
    static boolean isLinear(String expression) {
        return expression.length() <= MAX_LENGTH && new WordExpression(expression).scan();
    }

    private boolean scan() {
        Deque<Branch> open = new ArrayDeque<>();
        Branch branch = new Branch(0);
        while (at < expression.length()) {
            char c = expression.charAt(at);
            switch (c) {
                case '|' -> {
                    at++;
                    if (open.isEmpty() && !branch.isLinear()) {
                        return false;
                    }
                    branch = open.isEmpty() ? new Branch(0) : branch;
                    branch.alternative();
                }
                case '(' -> {
                    at++;
                    open.push(branch);
                    branch = new Branch(branch.unbounded);
                    if (!skipGroupKind()) {
                        return false;
                    }
                }
                case ')' -> {
                    at++;
                    if (open.isEmpty() || at < expression.length() && "*+{".indexOf(expression.charAt(at)) >= 0) {
                        return false;
                    }
                    Branch group = branch;
                    branch = open.pop();
                    branch.unbounded = group.most;
                    branch.most = Math.max(branch.most, group.most);
                    branch.requiredAfterTwo |= repetition() == Repetition.ONCE && group.requiredAfterTwo;
                }
                case '*', '+' -> {
                    return false; // of nothing
                }
                default -> {
                    if (!skipOne()) {
                        return false;
                    }
                    branch.count(repetition());
                }
            }
        }
        return open.isEmpty() && branch.isLinear();
    }

    /** The letters behind {@code (?}; recursion and conditions are not allowed. */
    private boolean skipGroupKind() {
        if (!expression.startsWith("?", at)) {
            return true;
        }
        int end = at + 1;
        while (end < expression.length() && ":=!<>".indexOf(expression.charAt(end)) < 0) {
            if ("imsx-".indexOf(expression.charAt(end)) < 0) {
                return false;
            }
            end++;
        }
        while (end < expression.length() && ":=!<>".indexOf(expression.charAt(end)) >= 0) {
            end++;
        }
        at = end;
        return true;
    }

    /** One character, escape or class. */
    private boolean skipOne() {
        char c = expression.charAt(at++);
        if (c == '\\') {
            if (at == expression.length() || "123456789kg".indexOf(expression.charAt(at)) >= 0) {
                return false; // a reference to what was matched before
            }
            boolean property = "pP".indexOf(expression.charAt(at++)) >= 0;
            if (property && expression.startsWith("{", at)) {
                at = expression.indexOf('}', at) + 1;
                return at > 0;
            }
        } else if (c == '[') {
            int depth = 1;
            while (at < expression.length() && depth > 0) {
                char inside = expression.charAt(at++);
                depth += inside == '[' ? 1 : inside == ']' ? -1 : 0;
                at += inside == '\\' ? 1 : 0;
            }
            return depth == 0;
        }
        return true;
    }

    private enum Repetition {
        ONCE,
        OPTIONAL,
        UNBOUNDED
    }

    /** What stands behind a character or a group, possessive or lazy signs included. */
    private Repetition repetition() {
        Repetition times = Repetition.ONCE;
        while (at < expression.length() && "*+?{".indexOf(expression.charAt(at)) >= 0) {
            char c = expression.charAt(at++);
            Repetition next = c == '?' ? Repetition.OPTIONAL : Repetition.UNBOUNDED;
            if (c == '{') {
                int end = expression.indexOf('}', at);
                String range = end < 0 ? "" : expression.substring(at, end);
                if (!range.matches("[0-9]{0,4}(,[0-9]{0,4})?")) {
                    return Repetition.ONCE; // a brace that stands for itself
                }
                at = end + 1;
                next = isShort(range) ? Repetition.ONCE : Repetition.UNBOUNDED;
            }
            if (times == Repetition.ONCE) {
                times = next;
            }
        }
        return times;
    }

    private static boolean isShort(String range) {
        String[] ends = range.split(",", -1);
        if (ends.length == 1) {
            return true; // exactly so many
        }
        return !ends[1].isEmpty()
                && Integer.parseInt(ends[1]) - (ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0])) <= SHORT;
    }
}
