# The words a person types. Every target finds a JDK 25 by itself; Maven comes by the wrapper.
.DEFAULT_GOAL := help
SHELL := /bin/sh

JDK := $(shell .mvn/find-jdk.sh)
ifeq ($(JDK),)
# find-jdk.sh has said on standard error what to install.
$(error no JDK)
endif
export JAVA_HOME := $(JDK)
# Maven's own libraries still use sun.misc.Unsafe, and JDK 25 would say so at every start.
export MAVEN_OPTS += --sun-misc-unsafe-memory-access=allow
MVN := ./mvnw -B -ntp -q
MVN_SAYS := ./mvnw -B -ntp
# A line for each module, and what fails.
MVN_TELLS := .mvn/tell.sh

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 26

# Three sizes: with all five of the command's own the naive loops alone would outlast a minute on a slow machine.
run: ## multiply matrices and train networks natively and naively, check them, print the speedups
	@echo "Compiling and packing. The first time Maven and the libraries are fetched, which takes some minutes."
	@$(MAKE) -s build
	@printf '\n1 of 3: gatun info. What is in use here.\n\n'
	@./gatun info
	@printf '\n2 of 3: gatun gemm. Products of float matrices, from three loops to OpenBLAS; about half a minute.\n\n'
	@./gatun gemm --sizes 64,256,1024
	@printf '\n3 of 3: gatun verify. Every operation and four networks against the pure-Java reference; about a minute.\n\n'
	@./gatun verify

test: ## build everything and pass every test
	@$(MVN_SAYS) verify

build: ## compile and pack, no tests
	@$(MVN_TELLS) package -DskipTests -Djacoco.skip -Pno-tests
	@$(MAKE) -s -C native baseline

# The library's modules, with the natives of all platforms: MAVEN_ARGS="-Dmaven.repo.local=DIR" puts them elsewhere.
install: ## put the library into the local Maven repository, without tests
	@echo "Compiling, packing, installing. The first time OpenBLAS for five platforms is fetched too, 110 MB."
	@$(MVN_TELLS) install -DskipTests -Djacoco.skip -Dmaven.javadoc.skip -Pall-platforms,no-tests -pl '!bench,!display'
	@echo "Installed: name dev.gatun:gatun-all, or dev.gatun:gatun and dev.gatun:gatun-native with a classifier (README, \"Use it\")."

consumers: ## install into an empty repository, and use it from there by the commands of the README
	@dist/consumers/check.sh

bench: build ## JMH: make bench SUITE=calls|scopes|ops [ARGS="..."]
	@./gatun bench $(SUITE) $(ARGS)

example: ## run a program of the tutorial: make example NAME=TwoLayerNet [ARGS="--help"]; without NAME a list
	@$(MVN) package -DskipTests -Djacoco.skip -Pno-tests,examples -pl examples -am
	@examples/run.sh "$(NAME)" $(ARGS)

peers: ## fetch PyTorch's libraries, 110 MB, for the comparisons of `./gatun ops` and `./gatun train`
	@$(MVN) package -DskipTests -Ppeers

bindings: build ## regenerate the OpenBLAS bindings with jextract (PATH or JEXTRACT_HOME)
	@bindings/bindings.sh generate

verify-bindings: build ## prove the committed bindings current
	@bindings/bindings.sh verify

twins: ## regenerate the classes that are the same text for several element types
	@"$(JAVA_HOME)/bin/java" src/test/java/dev/gatun/build/Twins.java bindings/src src

format: ## lay out the sources
	@$(MVN) spotless:apply -pl '!dist/bom'
	@$(MAKE) -s twins

check: ## format, bindings and tests, as continuous integration runs them
	@$(MVN) spotless:check -pl '!dist/bom'
	@$(MVN_SAYS) verify
	@bindings/bindings.sh verify

docs: ## Javadoc of every module under */target/reports/apidocs
	@$(MVN) package -DskipTests javadoc:javadoc

clean: ## remove what was built
	@$(MVN) clean

.PHONY: help run test build install consumers bench example peers bindings verify-bindings twins format check docs clean
