#!/usr/bin/env bash
# What a project outside this build meets: installs the library into an empty local repository, then uses it from there by
# the README's own dependencies and commands: on the class path with everything, on the module path and in a jlink image with
# one platform's natives. Third parties' jars are read from the user's repository where they are there; with the argument
# "empty" nothing is, and everything is fetched.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
JAVA_HOME=$(.mvn/find-jdk.sh)
export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS GATUN_OPENBLAS_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repository=$work/repository
export GATUN_CACHE=$work/cache
export MAVEN_ARGS="-Dmaven.repo.local=$repository"
if [ "${1:-}" != empty ]; then
    MAVEN_ARGS+=" -Dmaven.repo.local.tail=${HOME}/.m2/repository"
fi

# The first block of the README in a language that has a word in it.
block() {
    awk -v fence="\`\`\`$1" -v word="$2" '
        inside && $0 == "```" { if (index(text, word)) { printf "%s", text; found = 1; exit } inside = 0; next }
        inside { text = text $0 "\n" }
        !inside && $0 == fence { inside = 1; text = "" }
        END { if (!found) { print "README: no block " fence " with \"" word "\"" > "/dev/stderr"; exit 1 } }' "$root/README.md"
}

# A project's pom.xml around what the README says.
pom() {
    cat <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>outside</groupId>
  <artifactId>app</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>25</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
$1
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.16.0</version>
        <configuration>
          <showWarnings>true</showWarnings>
          <compilerArgs>
            <arg>-Xlint:all,-incubating,-path</arg>
            <arg>-Werror</arg>
          </compilerArgs>
        </configuration>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>3.9.0</version>
      </plugin>
$2
    </plugins>
  </build>
</project>
END
}

maven() {
    MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow "$root/mvnw" -B -ntp -q "$@"
}

# What a command prints, its standard error shown only if it fails or does not print what it should. jlink names the
# incubator module on standard output, and a JVM that writes an AOT cache tells of it there.
prints() {
    local expected=$1 what=$2 printed
    shift 2
    if ! printed=$("$@" 2>"$work/err" | sed '/^WARNING: Using incubator/d; /AOT/d') || [ "$printed" != "$expected" ]; then
        printf '%s: printed\n%s\nnot\n%s\n' "$what" "$printed" "$expected"
        cat "$work/err"
        exit 1
    fi
    echo "ok: $what"
}

# Every jar of ours that a project took is the one that was just installed.
ours() {
    local jars=0 jar
    for jar in target/lib/gatun*.jar; do
        cmp -s "$jar" "$(find "$repository/dev/gatun" -name "$(basename "$jar")" -print -quit)" ||
            { echo "$jar is not the one that was installed"; exit 1; }
        jars=$((jars + 1))
    done
    [ "$jars" = "$1" ] || { echo "$jars jars of Gatun instead of $1:"; ls target/lib; exit 1; }
    [ "$(ls target/lib | wc -l)" = "$2" ] || { echo "more jars than wanted:"; ls target/lib; exit 1; }
}

expected=$(block text '[2, 2] float32')

SECONDS=0
make -s install
echo "ok: make install, $SECONDS s"
find "$repository/dev/gatun" -name '*bench*' | grep . && { echo "bench is not to be installed"; exit 1; }

# 1. The class path, with everything; a test under surefire with the README's argLine.
mkdir -p "$work/classpath/src/main/java" "$work/classpath/src/test/java"
cd "$work/classpath"
pom "<dependencies>$(block xml gatun-all)
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.14.4</version>
      <scope>test</scope>
    </dependency>
  </dependencies>" "$(block xml argLine)" >pom.xml
block java Scope.open >src/main/java/Main.java
cat >src/test/java/AppTest.java <<'END'
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gatun.Gatun;
import org.junit.jupiter.api.Test;

class AppTest {
    @Test
    void theFlagIsInForce() {
        assertEquals("openblas", Gatun.info().backend());
        assertEquals("emit", Gatun.info().code().kind());
        assertEquals(true, Gatun.class.getModule().isNativeAccessEnabled());
    }
}
END
maven test
echo "ok: mvn test"
maven dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib
ours 8 8
block sh 'src/main/java/Main.java' | while read -r command; do
    prints "$expected" "$command" bash -c "$command"
done
maven package -DskipTests
block sh AOTCache | while read -r command; do
    prints "$expected" "$command" bash -c "$command"
done
[ -s target/app.aot ] || { echo "no cache was written"; exit 1; }
jshell=$(block sh jshell)
printf '%s\n' 'dev.gatun.tensor.Tensor.ones(2, 2).matmul(dev.gatun.tensor.Tensor.eye(2)).sum().item()' \
    'dev.gatun.Gatun.info().backend()' '/exit' >"$work/typed"
bash -c "$jshell" <"$work/typed" >"$work/jshell" 2>&1
grep -q '==> 4.0' "$work/jshell" && grep -q '==> "openblas"' "$work/jshell" ||
    { echo "jshell said:"; cat "$work/jshell"; exit 1; }
echo "ok: $jshell"

# 2. The module path, with the natives of one platform; no annotations, no other flag than the README's.
mkdir -p "$work/modules/src/main/java/app"
cd "$work/modules"
pom "$(block xml gatun-bom)" "" >pom.xml
echo 'module app { requires dev.gatun; }' >src/main/java/module-info.java
{
    echo 'package app;'
    block java Scope.open | sed 's/^void main() {/public class Main {\n    public static void main(String[] args) {/'
    cat <<'END'
    static {
        dev.gatun.GatunInfo info = dev.gatun.Gatun.info();
        if (info.library() == null || !info.library().origin().equals("bundled")
                || !info.code().kind().equals("emit") || !dev.gatun.Gatun.class.getModule().isNamed()) {
            throw new AssertionError(info.toString());
        }
    }
}
END
} >src/main/java/app/Main.java
maven compile dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib
ours 3 3
prints "$expected" "the module path" bash -c "$(block sh --module-path)"

# 3. The image; its own Java knows no module that the command did not name.
prints "$expected" "the jlink image" bash -c "$(block sh jlink)"
target/image/bin/java --list-modules | grep -q '^dev.gatun.natives.linux_x86_64' || { echo "no natives in the image"; exit 1; }
