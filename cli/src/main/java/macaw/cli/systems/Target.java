package macaw.cli.systems;

import java.util.Locale;

/** Where the system runs that a command is about. */
public enum Target {
    /** Processes of this machine, started by {@code macaw up}. */
    LOCAL,
    /** The containers of this checkout's docker-compose.yml. */
    COMPOSE,
    /** Wherever the environment says: the variables that the services themselves are told each other's addresses by. */
    ENV;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
