module Generators
