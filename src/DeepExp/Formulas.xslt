<?xml version="1.0" encoding="utf-8"?>
<!--
  Remarks of the core, in which formulas stand, for the members of the façade that call it. A member without remarks of its own takes
  those of the function or module of the core that has its name, whatever the case and the «2D» at its end; a member of another name says
  whose by <inheritdoc cref="…" path="/remarks"/>.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output encoding="utf-8" />
  <xsl:param name="core" />
  <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'" />
  <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'" />
  <!-- M:DeepExp.Functional.Hooks.weightDecay``1(…) is weightdecay, T:DeepExp.Functional.LstmModule is lstm. -->
  <xsl:key
    name="named"
    match="member[remarks][starts-with(@name, 'M:')]"
    use="translate(substring-before(concat(translate(substring-after(substring-after(@name, 'DeepExp.Functional.'), '.'), '`', '('), '('), '('), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
  />
  <xsl:key
    name="named"
    match="member[remarks][starts-with(@name, 'T:')]"
    use="translate(substring-before(concat(substring-after(@name, 'DeepExp.Functional.'), 'Module'), 'Module'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
  />
  <xsl:key name="identified" match="member" use="@name" />

  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()" />
    </xsl:copy>
  </xsl:template>

  <xsl:template match="inheritdoc[@path = '/remarks']">
    <xsl:variable name="whose" select="@cref" />
    <xsl:for-each select="document($core)">
      <xsl:copy-of select="key('identified', $whose)/remarks" />
    </xsl:for-each>
  </xsl:template>

  <!-- Of the same assembly: an overload says what another one says. -->
  <xsl:template match="inheritdoc[not(@path)][key('identified', @cref)]">
    <xsl:apply-templates select="key('identified', @cref)/node()" />
  </xsl:template>

  <xsl:template
    match="member[not((. | key('identified', inheritdoc[not(@path)]/@cref))[remarks or inheritdoc[@path = '/remarks']])]"
  >
    <xsl:variable name="kind" select="substring-before(@name, ':')" />
    <xsl:variable name="path" select="substring-before(concat(substring-after(@name, 'DeepExp.'), '('), '(')" />
    <xsl:variable name="class" select="substring-before($path, '.')" />
    <xsl:variable name="name" select="translate(substring-after(concat(substring('.', 1, not($class)), $path), '.'), $upper, $lower)" />
    <xsl:variable name="last" select="substring($name, string-length($name) - 1)" />
    <xsl:variable name="isLong" select="contains(' 1d 2d 3d nd ', concat(' ', $last, ' '))" />
    <xsl:variable name="short" select="substring($name, 1, string-length($name) - 2 * $isLong)" />
    <xsl:copy>
      <xsl:apply-templates select="@*|node()" />
      <xsl:if
        test="$kind = 'T' and ($class = '' or $class = 'Links')
          or $kind = 'M' and contains(' Functions Initializer Schedules Rng ', concat(' ', $class, ' '))"
      >
        <xsl:for-each select="document($core)">
          <xsl:variable name="exact" select="key('named', $name)" />
          <xsl:variable name="all" select="$exact | key('named', $short)[not($exact)]" />
          <!-- What belongs to a class of the façade is of its module alone; of the rest, the one of the same kind or the first. -->
          <xsl:variable name="own" select="$all[starts-with(@name, concat('M:DeepExp.Functional.', $class))][$class]" />
          <xsl:variable name="free" select="$all[not(contains(@name, '.Initializers.') or contains(@name, '.Schedules.') or contains(@name, '.GradientCheck.'))]" />
          <xsl:variable name="alike" select="$free[starts-with(@name, $kind)]" />
          <xsl:copy-of select="($own | $alike[not($own)] | $free[not($own or $alike)])[1]/remarks" />
        </xsl:for-each>
      </xsl:if>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
